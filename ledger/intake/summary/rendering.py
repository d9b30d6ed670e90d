"""Check 3, summary: what the signer read is what the body says, by a rule and in a language that the ledger renders.

A template names fields of the body; anything else in a summary would let one text be read and another be signed.
"""

from collections.abc import Mapping, Sequence
from string import Template

from ledger.errors import Unacceptable, WrongSummary
from ledger.intake.summary import templates
from ledger.intake.summary.events_told import event_fields
from ledger.intake.summary.fairness_told import fairness_told
from ledger.intake.summary.listing import few, listed
from ledger.intake.summary.templates import CLAIMED, CREDIT, DECIDED, LOOKED_FOR, MADE_OF, OWNED, TEMPLATES, TITLES
from ledger.intake.summary.worker_line_told import release_told, remedy_fields, settings_told
from ledger.model.bodies import is_sealed
from ledger.model.statement import Kind, Statement

_LONGEST = 2_000


def render_summary(kind: str, lang: str, body: Mapping[str, object]) -> str:
    """Give the sentence that a signer of this body must be shown.

    Raises Unacceptable for a language without a rule, and for an event body that holds no event.
    `body` is the parsed body; for an event, the event in it is read for type, place and time.
    """
    rules = TEMPLATES.get(lang.split("-")[0])
    if rules is None:
        raise Unacceptable(
            field="lang",
            reason=f"no summary can be rendered in {lang}",
            mend=f"use one of: {', '.join(sorted(TEMPLATES))}",
        )
    rendered = _rendered(Kind(kind), body, lang.split("-")[0])
    if len(rendered) > _LONGEST:
        # Cut, it would be signed without having been read.
        raise Unacceptable(
            field="body", reason=f"makes a summary of {len(rendered)} characters", mend=f"stay within {_LONGEST}"
        )
    return rendered


def _rendered(kind: Kind, body: Mapping[str, object], lang: str) -> str:
    if is_sealed(body):
        return templates.SEALED[lang]
    told = fairness_told(kind, body, lang)
    if told is not None:
        return told
    rule = TEMPLATES[lang][kind]
    return Template(rule).safe_substitute(_fields(kind, body, lang)) + _certified(kind, lang, body)


def check_summary(statement: Statement, body: Mapping[str, object]) -> None:
    """Return when the statement's summary is the rendered one. Raises WrongSummary with the sentence to sign."""
    expected = render_summary(statement.kind, statement.lang, body)
    if statement.summary != expected:
        raise WrongSummary(expected=expected, found=statement.summary)


def _fields(kind: Kind, body: Mapping[str, object], lang: str) -> dict[str, object]:
    """Give the body's fields with what is nested in them told in words; a dash stands for what is not said."""
    match kind:
        case Kind.EVENT:
            return event_fields(body)
        case Kind.ATTESTATION:
            origins = body.get("origins")
            named = ", ".join(map(str, origins)) if isinstance(origins, list | tuple) else ""
            claim = f"{body.get('claim')}: {named}" if named else body.get("claim")
            return {"valid_until": "—", **body, "claim": claim}
        case Kind.AUDIT:
            findings = listed(body.get("findings"))
            told = (f"{each.get('grade')} {each.get('topic')} ({each.get('remedy', 'open')})" for each in findings)
            return {**body, "found": ", ".join(told) or "—", "searched": _searched(body, lang)}
        case Kind.PURCHASE:
            papers = [f"{each.get('type')} {each.get('number')}" for each in listed(body.get("references"))]
            return {
                **body,
                "title": TITLES[lang].get(str(body.get("document")), TITLES[lang]["purchase-order"]),
                "goods": few(body.get("lots")),
                "named": f" ({few(papers)})" if papers else "",
            }
        case Kind.PARTY:
            return {**body, "owned": _each_told(OWNED[lang], {}, [*map(_owner_fields, listed(body.get("owners")))])}
        case Kind.FACILITY | Kind.RECRUITMENT:
            return _people_fields(body)
        case Kind.DECISION:
            rule = DECIDED[lang].get(str(body.get("subject")), DECIDED[lang]["facility-match"])
            return {**body, "decided": Template(rule).safe_substitute(body)}
        case Kind.GRANT:
            readers = body.get("to")
            return {**body, "to": ", ".join(map(str, readers)) if isinstance(readers, list | tuple) else "—"}
        case Kind.SETTINGS:
            return {"told": settings_told(body, lang)}
        case Kind.RELEASE:
            return {"told": release_told(body, lang)}
        case Kind.REMEDY:
            return remedy_fields(body)
        case _:
            return dict(body)


def _owner_fields(owner: Mapping[str, object]) -> dict[str, object]:
    labels = [str(owner[name]) for name in ("did", "identifier", "country") if owner.get(name) is not None]
    return {"share": "—", "since": "—", **owner, "labels": ", ".join(labels) or "—"}


def _searched(body: Mapping[str, object], lang: str) -> str:
    """Tell what an audit looked for, all of it; nothing where it names nothing."""
    named = body.get("looked_for")
    told = ", ".join(str(each).replace("_", " ") for each in named) if isinstance(named, list | tuple) else ""
    return Template(LOOKED_FOR[lang]).safe_substitute(indicators=told) if told else ""


def _people_fields(body: Mapping[str, object]) -> dict[str, object]:
    """Give how many workers a recruitment names, and what a site says of its workforce."""
    answers, workers = body.get("workforce"), body.get("workers")
    asked = sorted(answers.items()) if isinstance(answers, dict) else []
    told = (f"{name} {_answer_told(each)}" for name, each in asked if isinstance(each, dict))
    people = {"people": ", ".join(told) or "—", "workers": "—" if workers is None else workers}
    return {"fee_payer": "unknown", **body, **people}


def _answer_told(answer: Mapping[str, object]) -> str:
    law = f" ({answer['citation']})" if answer.get("citation") else ""
    return f"{answer.get('share', answer.get('status'))}{law}"


def _certified(kind: Kind, lang: str, body: Mapping[str, object]) -> str:
    """Tell what a certificate gives to claim, or what a lot is made of and claims; nothing where the body is silent."""
    credit, claims = body.get("credit"), listed(body.get("claims"))
    if kind is Kind.CERTIFICATE and isinstance(credit, dict):
        return Template(CREDIT[lang]).safe_substitute(credit)
    if kind is not Kind.LOT:
        return ""
    custody = {"custody": body.get("custody", "mass-balance")}
    return _each_told(MADE_OF[lang], {}, listed(body.get("bill_of_materials"))) + _each_told(
        CLAIMED[lang], custody, claims
    )


def _each_told(rule: tuple[str, str], opened: Mapping[str, object], each: Sequence[dict[str, object]]) -> str:
    opening, one = (Template(each) for each in rule)
    return f"{opening.safe_substitute(opened)}{'; '.join(map(one.safe_substitute, each))}." if each else ""
