"""How far apart two stated locations are."""

from math import asin, cos, radians, sin, sqrt

from ledger.model.bodies import Location

_EARTH_KM = 6371.0088  # mean radius, IUGG


def kilometres(one: Location, other: Location) -> float:
    """Give the great-circle distance (haversine on the mean sphere, within 0.6 % of the ellipsoid)."""
    north, south = radians(float(one.latitude)), radians(float(other.latitude))
    east = radians(float(other.longitude) - float(one.longitude))
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(chord)))
