"""How courses are written: where they stand today, how long they are, what they cost."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.funding_facts import EDUCATIONAL_LEAVE
from courses.standing import Dates, Standing, standing
from directory.templatetags.record_tags import clock, day_range, in_language, price

register = template.Library()
DAYS = ("starts_on", "ends_on", "enrolment_from", "enrolment_until")


@register.filter
def card_standing(card):
    """Where the run of a card stands today, whenever the card was stored."""
    if not card["has_run"]:
        return Standing.NO_DATE
    said = dict(card["dates"])
    said |= {name: date.fromisoformat(said[name]) for name in DAYS if said.get(name)}
    return standing(Dates(**said), timezone.localdate())


@register.filter
def card_funding(card):
    """The words for the facts about funding that still hold today."""
    until = card["leave_until"]
    is_past = until and date.fromisoformat(until) < timezone.localdate()
    gone = EDUCATIONAL_LEAVE.code if is_past else ""
    return [words for code, words in card["funding"] if code != gone]


@register.simple_tag
def card_facts(card, standing):
    """What decides, as items of a list; a page draws twenty, and templates take twice as long."""
    words = [_when(card)]
    if standing in {Standing.SOON, Standing.OPEN}:
        words.append(_("open for enrolment"))
    if card["has_run"]:
        words.append(card["place"] or in_language(card["format"]))
        words.append(price(card["price"]) or card["price_words"])
    words += [in_language(each) for each in card_funding(card)]
    if more := card["more_runs"]:
        words.append(
            ngettext("%(number)s more date", "%(number)s more dates", more) % {"number": more}
        )
    words.append(card["owner"])
    return SafeString(" ".join(f"<li>{escape(each)}</li>" for each in words if each))


def _when(card):
    if card.get("first_day"):
        return day_range(card["first_day"], card["last_day"])
    return _("start at any time") if card["has_run"] else _("no date yet")


@register.filter
def duration(course):
    """“40 teaching units of 45 minutes (30 hours)”, as far as it is known."""
    return written_duration(course.teaching_units, course.duration_hours)


def written_duration(units, hours):
    in_hours = ""
    if hours is not None:
        in_hours = ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {
            "hours": number_format(hours.normalize() if hours % 1 else int(hours))
        }
    if not units:
        return in_hours
    words = ngettext(
        "%(units)s teaching unit of 45 minutes", "%(units)s teaching units of 45 minutes", units
    ) % {"units": units}
    return f"{words} ({in_hours})" if in_hours else words


@register.filter
def run_price(run):
    """The amount, or the words where there is none; empty when nothing is known."""
    if run is None:
        return ""
    return price(run.price) if run.price is not None else run.price_words


@register.filter
def unit(session):
    """“1. März 2027, 9:00–16:30 Uhr: What it is about”."""
    words = date_format(session.day, _("D, j F Y"))
    if session.starts:
        ends = f"{session.ends:%H:%M}" if session.ends else ""
        words = f"{words}, {clock(f'{session.starts:%H:%M}', ends)}"
    return f"{words}: {session.topic}" if session.topic else words


@register.filter
def at(items, position):
    """The one at this position of a list."""
    return items[position]
