"""Calendar days as the statements write them. Every date of the demo is fixed; no clock is read."""

from datetime import UTC, datetime


def at(day: str, hour: int = 9) -> int:
    """Give epoch seconds of an hour of a day, UTC."""
    return int(datetime.fromisoformat(f"{day}T{hour:02d}:00:00+00:00").timestamp())


def day(seconds: int) -> str:
    """Give the ISO day, UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
