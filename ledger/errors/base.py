"""The root of the error tree."""

from dataclasses import dataclass
from typing import ClassVar, dataclass_transform


@dataclass_transform(eq_default=False, kw_only_default=True)
class LedgerError(Exception):
    """The root of the tree; never raised itself. Each subclass is a keyword-only dataclass of its facts."""

    code: ClassVar[str] = "ledger-error"
    check: ClassVar[str | None] = None

    def __init_subclass__(cls, *, code: str, check: str | None = None) -> None:
        cls.code, cls.check = code, check
        dataclass(eq=False, kw_only=True)(cls)

    def facts(self) -> dict[str, object]:
        """Give the fields by name, for a problem document or a structured log line."""
        return {name: getattr(self, name) for name in getattr(self, "__dataclass_fields__", {})}

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {_shown(value)}" for name, value in self.facts().items() if value is not None)
        return f"{self.code} ({told})" if told else self.code


def _shown(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
