"""What tests of cases are made of: invented responders, a worker's call, and a clock that is told the time."""

from dataclasses import replace
from typing import Any

from ledger.model.survey.case import Case, SafeContact
from ledger.model.survey.responders import DangerRoute, HelpBook, Responder, ResponderKind
from ledger.surveys.cases.opening import CameBy, CaseAsked, opened_case

NOW = 1_790_000_000  # 2026-09-21
HOUR, DAY = 3_600, 86_400
TODAY = "2026-09-20"
ANA = Responder("Ana Invented", "Invented Workers' Centre", ResponderKind.WORKER_ORGANISATION, ("bn", "en"), TODAY)
BO = Responder("Bo Invented", "Invented Union", ResponderKind.TRADE_UNION, ("bn",), TODAY)
CY = Responder("Cy Invented", "Invented Helpline", ResponderKind.HELPLINE, ("en",), TODAY)
KIM = Responder("Kim Invented", "Invented Children's House", ResponderKind.CHILD_PROTECTION, ("bn",), TODAY)
LEE = Responder("Lee Invented", "Invented Children's House", ResponderKind.CHILD_PROTECTION, ("en",), TODAY)
OLD = Responder("Old Invented", "Invented Union", ResponderKind.TRADE_UNION, ("en",), "2025-09-20")
ROUTE = DangerRoute("BD", ("ask whether the worker can leave now", "fetch them with two people"), "Invented Union")
BOOK = HelpBook(responders=(ANA, BO, CY, KIM, LEE, OLD), routes=(ROUTE,))
SITE = "https://id.gs1.org/414/9506000134376"
LEGAL_AID = "Invented Legal Aid"


def a_call(**changes: Any) -> CaseAsked:
    """A worker who called; `changes` override its fields."""
    contact = SafeContact("call 000 000 0042, let it ring twice", "after eight, never on Friday", "bn", "blue kite")
    made = CaseAsked(contact, "They keep my passport and I owe the agent.", CameBy.CALL, country="BD", site=SITE)
    return replace(made, **changes)


def a_case(*, responder: Responder = ANA, second: Responder = BO, at: int = NOW, **changes: Any) -> Case:
    """A case that was opened at NOW."""
    return opened_case(a_call(**changes), case_id="ab" * 16, by=ANA.name, responder=responder, second=second, at=at)
