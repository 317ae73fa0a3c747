"""Courses out of a catalogue in openQ-cat 1.1, as KURSNET takes it.

An offer and its dates are services of their own: EDUCATION type="true" is the offer, type="false"
a date of the offer that COURSE_ID names. Read without the agency's XSD: what is missing is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.importing.entry import Gathering
from courses.openqcat_codes import FORMS

# What a date says for itself; the rest is said by its offer.
OF_DATE = {
    *("number", "starts_on", "ends_on", "schedule", "format", "venue", "street", "postcode"),
    *("place", "places", "price", "price_words", "price_includes", "enrolment_url"),
}


def read(services: Iterable[Element], gathering: Gathering) -> None:
    """Offers and their dates in whatever order; a date without its offer stands by itself."""
    found = [(number, *_cells(service)) for number, service in enumerate(services, 1)]
    offers = {cells["number"]: cells for _number, cells, offer in found if not offer}
    dated = {offer for _number, _cells, offer in found if offer}
    for number, cells, offer in found:
        product = cells["number"]
        whole = offers.get(offer or product, cells)
        about = {n: text for n, text in whole.items() if n not in OF_DATE}
        date = {n: text for n, text in cells.items() if n in OF_DATE and text}
        if not offer:
            date.pop("number", None)
            date = {} if product in dated else date  # its dates say it
        label = _("Service %(number)s (%(id)s)") % {"number": number, "id": product[:60]}
        gathering.add(about | date, number, uid=offer or product, named=label)


def _cells(service: Element) -> tuple[dict[str, str], str]:
    """What a service says by our names, and the offer to which it belongs if it is a date."""
    find = _Finder(service)
    education = find.one("education")
    is_offer = education is None or education.get("type", "true").casefold() in {"true", "1"}
    address = _Finder(find.one("location"))
    price, remarks = find.text("price_amount"), find.within("service_price_details", "remarks")
    form = find.one("instruction_form")
    measure = find.text("measure_number")
    certified = find.within("certificate", "certificate_status")
    cells = {
        "number": find.text("product_id"),
        "title": find.text("title"),
        "description": find.text("description_long"),
        "target_group": find.text("target_group_text"),
        "prerequisites": find.text("requirements"),
        "certificate": find.within("degree", "degree_title"),
        "exam": find.within("degree_exam", "examiner"),
        "measure_number": measure,
        "azav": "1" if measure or certified in {"1", "2"} else "",
        "subsidy_note": find.text("subsidy_description"),
        "tags": "|".join(find.all("keyword")),
        "starts_on": find.within("service_date", "start_date"),
        "ends_on": find.within("service_date", "end_date"),
        "schedule": find.text("instruction_remarks"),
        "format": FORMS.get(form.get("type", ""), "") if form is not None else "",
        "venue": address.text("name"),
        "street": address.text("street"),
        "postcode": address.text("zip"),
        "place": address.text("city"),
        "places": find.text("max_participants"),
        "price": price,
        "price_words": "" if price else remarks,
        "price_includes": remarks if price else "",
        "enrolment_url": find.within("mime_info", "mime_source"),
    }
    return cells, "" if is_offer else find.text("course_id")


class _Finder:
    """Elements anywhere below one, by their name in small letters."""

    def __init__(self, element: Element | None) -> None:
        self.by_name: dict[str, list[Element]] = {}
        for each in element.iter() if element is not None else ():
            name = str(each.tag).rpartition("}")[2].casefold()
            self.by_name.setdefault(name, []).append(each)

    def one(self, name: str) -> Element | None:
        return next(iter(self.by_name.get(name, ())), None)

    def text(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        found = ("".join(each.itertext()).strip() for each in self.by_name.get(name, ()))
        return [text for text in found if text]

    def within(self, outer: str, inner: str) -> str:
        """The text of the first `inner` below an `outer`."""
        for each in self.by_name.get(outer, ()):
            if text := _Finder(each).text(inner):
                return text
        return ""
