"""Which numbers of the method a deployment set otherwise: a value that travels with what is scored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MethodSettings:
    """Published numbers by name with what they were set to, sorted; none: the method as published.

    `record_id` is the signed `settings` record, `reason` what it says; both None for the default.
    """

    changed: tuple[tuple[str, float], ...] = ()
    record_id: str | None = None
    reason: str | None = None

    def of(self, name: str, published: float) -> float:
        """Give the number that holds: the one that was set, else the published one."""
        return dict(self.changed).get(name, published)


AS_PUBLISHED = MethodSettings()
