"""The region as a picture, drawn from the register of municipalities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from urllib.parse import urlencode

from django import template
from django.core.cache import caches
from django.db.models import Count
from django.urls import reverse

from directory.models import Location, Municipality

register = template.Library()

WIDTH = 400.0  # units of the drawing; about one CSS pixel on a wide screen
MARGIN = 24.0
APART = 31.0  # links closer than this share the larger one: 24 px on the narrowest screen
LABELS = 8
LETTER, LINE = 7.0, 15.0  # size of a label's letter at 12.5 px
KEEP_SECONDS = 300
RADIUS_KM = 10


@dataclass(slots=True)
class Spot:
    """A municipality on the drawing; `count` is the number of organisations there."""

    name: str
    x: float
    y: float
    r: float
    inhabitants: int
    count: int = 0
    is_link: bool = False
    nearby: int = 0  # organisations that its link leads to
    label: tuple[float, float, str] | None = None  # x, y, anchor

    @property
    def address(self) -> str:
        return f"{reverse('search')}?{urlencode({'near': self.name, 'radius': RADIUS_KM})}"


@register.inclusion_tag("components/region_map.html")
def region_map(region=""):
    """The map of the region of this name; nothing while the register is empty."""
    cache, key = caches["process"], "region_map"
    drawing = cache.get(key)
    if not drawing:
        drawing = _draw()
        cache.set(key, drawing, KEEP_SECONDS)
    return {**drawing, "region": region}


def _draw() -> dict[str, object]:
    counts = dict(
        Location.objects.filter(organisation__live=True, municipality__isnull=False)
        .order_by()
        .values_list("municipality")
        .annotate(Count("organisation", distinct=True))
    )
    rows = list(Municipality.objects.values_list(
        "ags", "short_name", "latitude", "longitude", "inhabitants"
    ))  # fmt: skip
    if not rows:
        return {}
    spots, height = _place(rows, counts)
    _choose_links(spots)
    _choose_labels(spots, height)
    return {
        "width": WIDTH,
        "height": round(height),
        "net": " ".join(_net(spots)),
        "places": [spot for spot in spots if not spot.count],
        "busy": [spot for spot in spots if spot.count and not spot.is_link],
        "links": [spot for spot in spots if spot.is_link],
        "labels": [spot for spot in spots if spot.label and not spot.is_link],
        "total": len(spots),
        "with_entries": sum(1 for spot in spots if spot.count),
    }


def _place(rows: Sequence[tuple], counts: dict[str, int]) -> tuple[list[Spot], float]:
    """Spots, the largest first, and the height; equirectangular, true at the middle latitude."""
    latitudes = [row[2] for row in rows]
    north, south = max(latitudes), min(latitudes)
    squeeze = cos(radians((north + south) / 2))
    east, west = max(row[3] for row in rows) * squeeze, min(row[3] for row in rows) * squeeze
    unit = (WIDTH - 2 * MARGIN) / ((east - west) or 1)
    most = max(row[4] for row in rows) or 1
    spots = [
        Spot(
            name=name,
            x=round(MARGIN + (longitude * squeeze - west) * unit, 1),
            y=round(MARGIN + (north - latitude) * unit, 1),
            r=round(2 + 15 * (inhabitants / most) ** 0.75, 1),
            inhabitants=inhabitants,
            count=counts.get(ags, 0),
        )
        for ags, name, latitude, longitude, inhabitants in rows
    ]
    spots.sort(key=lambda spot: -spot.inhabitants)
    return spots, 2 * MARGIN + (north - south) * unit


def _distance(one: Spot, other: Spot) -> float:
    return hypot(one.x - other.x, one.y - other.y)


def _choose_links(spots: Sequence[Spot]) -> None:
    """Link the larger places; a smaller one next to them lies within their circle anyway."""
    links: list[Spot] = []
    for spot in (each for each in spots if each.count):
        if all(_distance(spot, link) >= APART for link in links):
            spot.is_link = True
            links.append(spot)
    for spot in spots:
        near = [link for link in links if _distance(spot, link) < APART]
        for link in near:
            link.nearby += spot.count


def _choose_labels(spots: Sequence[Spot], height: float) -> None:
    """Name the largest places that stand apart, where the name covers no name and no circle."""
    taken: list[tuple[float, float, float, float]] = []
    circles = [((s.x - s.r, s.y - s.r, s.x + s.r, s.y + s.r), s) for s in spots if s.r > 3.5]
    named: list[Spot] = []
    for spot in spots:
        if len(named) == LABELS:
            return
        if any(_distance(spot, each) < APART for each in named):
            continue
        others = [box for box, each in circles if each is not spot and each.r > spot.r / 3]
        for label, box in _label_options(spot):
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
            if inside and not any(_overlap(box, each) for each in (*taken, *others)):
                spot.label = label
                taken.append(box)
                named.append(spot)
                break


def _label_options(spot: Spot) -> Iterator[tuple[tuple, tuple]]:
    """Right, left, above, below as ((x, y, anchor), box)."""
    long, gap = LETTER * len(spot.name), spot.r + 4
    for anchor, x, y in (
        ("start", spot.x + gap, spot.y + 4),
        ("end", spot.x - gap, spot.y + 4),
        ("middle", spot.x, spot.y - gap),
        ("middle", spot.x, spot.y + gap + 9),
    ):
        left = {"start": x, "end": x - long, "middle": x - long / 2}[anchor]
        box = (left, y - LINE + 3, left + long, y + 3)
        yield (round(x, 1), round(y, 1), anchor), box


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _net(spots: Sequence[Spot]) -> Iterator[str]:
    """Lines between neighbours (the relative neighbourhood graph, Toussaint 1980) as path data.

    Two places are joined when no third is closer to both than they are to each other.
    """
    for index, one in enumerate(spots):
        for other in spots[index + 1 :]:
            far = _distance(one, other)
            if not any(
                max(_distance(one, third), _distance(other, third)) < far
                for third in spots
                if third is not one and third is not other
            ):
                yield f"M{one.x} {one.y}L{other.x} {other.y}"
