"""Who acts on a case, what is done in danger, and whom to call: agreed beforehand, kept in the custodian's book."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.model.survey.wave import HelpLine


class ResponderKind(StrEnum):
    """Who may handle a case. Employers, brands, police and immigration authorities are not among them (rule S6)."""

    WORKER_ORGANISATION = "worker_organisation"
    TRADE_UNION = "trade_union"
    HELPLINE = "helpline"
    CHILD_PROTECTION = "child_protection"


@dataclass(frozen=True, slots=True)
class Responder:
    """One trained person who agreed to take cases; `confirmed_on` is the ISO day of the newest agreement."""

    name: str
    organisation: str
    kind: ResponderKind
    languages: tuple[str, ...]
    confirmed_on: str | None = None


@dataclass(frozen=True, slots=True)
class DangerRoute:
    """What people do in imminent danger, in one country or at one site. Nothing in it is ever sent by a machine."""

    country: str
    steps: tuple[str, ...]
    agreed_with: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class HelpBook:
    """All of it. `lines` hold drafts too, which are never shown. Of a demo nothing is real."""

    lines: tuple[HelpLine, ...] = ()
    responders: tuple[Responder, ...] = ()
    routes: tuple[DangerRoute, ...] = ()
    is_demo: bool = False
