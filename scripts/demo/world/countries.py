"""Where the invented sites lie: a middle and a time zone for each country, coarse on purpose.

Coordinates are rounded to a tenth of a degree, about eleven kilometres, and shifted at random, so that none of them
points at a real building.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """A country's middle in degrees and the offset that its sites write into their events."""

    latitude: float
    longitude: float
    utc_offset: str


COUNTRIES: dict[str, Country] = {
    "AU": Country(-31.0, 118.0, "+08:00"),
    "BD": Country(23.8, 90.3, "+06:00"),
    "BJ": Country(10.5, 2.5, "+01:00"),
    "BR": Country(-15.0, -52.0, "-03:00"),
    "CN": Country(31.0, 112.0, "+08:00"),
    "DE": Country(52.0, 9.5, "+01:00"),
    "EC": Country(-2.2, -79.7, "-05:00"),
    "EG": Country(30.6, 30.9, "+02:00"),
    "ES": Country(41.5, -4.5, "+01:00"),
    "ID": Country(-6.8, 111.0, "+07:00"),
    "IN": Country(20.5, 77.5, "+05:30"),
    "KH": Country(12.2, 104.8, "+07:00"),
    "MY": Country(4.2, 102.3, "+08:00"),
    "NL": Country(52.1, 5.3, "+01:00"),
    "NO": Country(61.5, 9.5, "+01:00"),
    "PE": Country(-9.5, -77.5, "-05:00"),
    "PK": Country(29.8, 70.8, "+05:00"),
    "TH": Country(13.8, 100.6, "+07:00"),
    "TM": Country(38.2, 61.0, "+05:00"),
    "TR": Country(38.4, 34.0, "+03:00"),
    "TW": Country(23.3, 120.5, "+08:00"),
    "US": Country(36.0, -98.0, "-06:00"),
    "VN": Country(14.5, 108.2, "+07:00"),
}
