"""A circle on the globe as stripes of latitude, for indexes that only know ranges of numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
_MARGIN = 1e-7  # degrees, about a centimetre: rounding never loses a point on the rim


@dataclass(frozen=True, slots=True)
class Stripe:
    """Part of a circle between two latitudes: degrees of longitude either side of the centre.

    Everything within `inner` lies in the circle, nothing beyond `outer` does.
    """

    south: float
    north: float
    inner: float
    outer: float


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) pairs in degrees (haversine)."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def stripes(latitude: float, km: float, count: int = 12) -> list[Stripe]:
    """Cover a circle by `count` stripes; one that crosses the date line is cut off there."""
    angle = math.degrees(km / EARTH_RADIUS_KM)
    widest = _widest_latitude(latitude, km)
    south, height = latitude - angle, 2 * angle / count
    result = []
    for number in range(count):
        low, high = south + number * height, south + (number + 1) * height
        ends = _half_width(latitude, low, km), _half_width(latitude, high, km)
        bulge = _half_width(latitude, min(max(widest, low), high), km)
        result.append(
            Stripe(
                low - _MARGIN,
                high + _MARGIN,
                max(0.0, min(ends) - _MARGIN),
                max(*ends, bulge) + _MARGIN,
            )
        )
    return result


def _widest_latitude(latitude: float, km: float) -> float:
    """Where a circle reaches farthest east and west: slightly towards the pole."""
    sine = math.sin(math.radians(latitude)) / math.cos(km / EARTH_RADIUS_KM)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def _half_width(latitude: float, at: float, km: float) -> float:
    """Degrees of longitude from the centre to the rim at a latitude (spherical law of cosines)."""
    centre, here = math.radians(latitude), math.radians(max(-89.999, min(89.999, at)))
    cosine = math.cos(km / EARTH_RADIUS_KM) - math.sin(centre) * math.sin(here)
    cosine /= math.cos(centre) * math.cos(here)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
