"""What audits say of a wave's sites, as the tests take it that lay it beside what workers say (G6, G8, G9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from ledger.risk.same_report import AuditReport


@dataclass(frozen=True, slots=True)
class Audited:
    """What is known of a site's audits: topics on which one found nothing, and when a remedy was last verified."""

    clean_on: frozenset[str] = frozenset()
    remedied_on: date | None = None


NOTHING_KNOWN = Audited()


@dataclass(frozen=True, slots=True)
class KnownAudits:
    """What is known of sites, by their canonical identifier, and all reports about them."""

    sites: Mapping[str, Audited] = field(default_factory=lambda: MappingProxyType({}))
    reports: tuple[AuditReport, ...] = ()
