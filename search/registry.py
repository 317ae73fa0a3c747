"""What the apps tell search about their records, once, in AppConfig.ready()."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Model, QuerySet, TextChoices

from search.documents import Document

if TYPE_CHECKING:
    from search.query import SearchQuery

logger = logging.getLogger(__name__)

# Given codes, the words for those; given None, for all (a large set may answer none then).
LabelSource = Callable[[Collection[str] | None], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place to search around; degrees in WGS 84."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """A place that a started word or postcode may mean; `postcodes` are those that fit."""

    name: str
    area: str
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """Components of iCalendar as text; `time_zone` names the zone that they refer to, if any."""

    text: str
    time_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A kind of record as iCalendar, in the active language.

    `keys` gives the public records that may run on a day or later, the earliest first; `items`
    the components of records by their keys, in a constant number of queries; `withdrawn` those of
    records that a query found until recently and that are not public any more.
    """

    keys: Callable[[date], Sequence[int]]
    items: Callable[[Sequence[int]], Iterable[CalendarItem]]
    withdrawn: Callable[[SearchQuery], Iterable[CalendarItem]]


@dataclass(frozen=True, slots=True)
class FurtherForm:
    """A form that only the lists of one kind have, at the address `<list>_<name>`."""

    name: str
    label: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """One kind of record: how its documents are made and how its list behaves.

    `records` gives what belongs into the index with everything `build` reads; `depends_on` maps
    a model to the lookup that leads from these records to it, so that its changes travel on.
    `current` gives the records that are not over, in the order of the list, for when there is no
    index; by default all, by title. What has a `calendar` can be subscribed to.
    """

    name: str
    label: str
    label_plural: str
    model: type[Model]
    records: Callable[[], QuerySet]
    build: Callable[[Model], Document]
    card_template: str
    list_url_name: str
    facets: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ("name",)
    default_sort: str = "name"
    current: Callable[[], QuerySet] | None = None
    depends_on: Mapping[str, tuple[str, ...]] | None = None
    calendar: Calendar | None = None
    further_forms: tuple[FurtherForm, ...] = ()

    def listed(self) -> QuerySet:
        """What the list shows when there is no index."""
        return self.current() if self.current else self.records().order_by("title", "pk")

    def documents(self, records: Iterable[Model]) -> Iterator[Document]:
        """Documents of records; one that cannot be described is named and never stops the rest."""
        for record in records:
            try:
                document = self.build(record)
            except Exception:
                logger.exception("%s:%s has no document", self.name, record.pk)
            else:
                yield document


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another way to look at a list, such as a month of it."""

    label: str
    url: str
    is_current: bool = False


_types: dict[str, DocumentType] = {}
_views: dict[str, Callable[[SearchQuery], list[OtherView]]] = {}
_labels: dict[str, list[LabelSource]] = {}
_find_place: list[Callable[[str], Place | None]] = []
_names: list[Callable[[], Iterable[str]]] = []
_complete_place: list[Callable[[str, int], list[PlaceOption]]] = []


def register(document_type: DocumentType) -> None:
    _types[document_type.name] = document_type


def register_labels(facet: str, source: LabelSource) -> None:
    """Add the words for codes of a facet; asked at every use, so keep it cheap."""
    _labels.setdefault(facet, []).append(source)


def register_choices(facet: str, choices: type[TextChoices]) -> None:
    """Add the words of a closed set."""
    words = dict(choices.choices)
    register_labels(
        facet,
        lambda codes: {
            code: str(words[code]) for code in (words if codes is None else codes) if code in words
        },
    )


def register_places(
    *,
    find_place: Callable[[str], Place | None],
    names: Callable[[], Iterable[str]],
    complete: Callable[[str, int], list[PlaceOption]],
) -> None:
    """Set how a typed place or postcode is resolved, which names are never taken apart, and how a
    started place may go on: (text, at most so many) → options, without a query each time."""
    _find_place[:] = [find_place]
    _names[:] = [names]
    _complete_place[:] = [complete]


def register_views(type_name: str, views: Callable[[SearchQuery], list[OtherView]]) -> None:
    """Add to the list of a kind a switch between its views; `views` gives all, also the list."""
    _views[type_name] = views


def views(type_name: str, query: SearchQuery) -> list[OtherView]:
    """The views of a list for this query; none where the list is the only one."""
    return _views[type_name](query) if type_name in _views else []


def types() -> dict[str, DocumentType]:
    return _types


def get(name: str) -> DocumentType:
    return _types[name]


def for_model(model: type[Model]) -> DocumentType | None:
    return next((t for t in _types.values() if t.model is model), None)


def labels(facet: str, codes: Collection[str] | None = None) -> dict[str, str]:
    """Code → word in the active language, in the order in which they were registered."""
    if facet == "type":
        return {name: str(t.label_plural) for name, t in _types.items()}
    sources = _labels.get(facet, ())
    return {code: word for source in sources for code, word in source(codes).items()}


def find_place(text: str) -> Place | None:
    return _find_place[0](text) if _find_place else None


def place_names() -> list[str]:
    return list(_names[0]()) if _names else []


def complete_place(text: str, count: int) -> list[PlaceOption]:
    return _complete_place[0](text, count) if _complete_place else []
