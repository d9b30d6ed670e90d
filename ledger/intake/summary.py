"""Check 3, summary: what the signer read is what the body says, by a rule and in a language that the ledger renders.

A template names fields of the body; anything else in a summary would let one text be read and another be signed.
"""

from collections.abc import Mapping
from string import Template

import orjson

from ledger.errors import Unacceptable, WrongSummary
from ledger.model.statement import Kind, Statement

_TEMPLATES: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.PARTY: "We are $name ($did) in $country.",
        Kind.FACILITY: "Site $facility in $country, operated by $operator. Workforce: $people.",
        Kind.LOT: "Lot $lot: $quantity $unit of $product_name ($product).",
        Kind.ATTESTATION: "We state about $subject ($claim, until $valid_until): $text",
        Kind.EVENT: "$type at $site on $time.",
        Kind.AUDIT: "Audit of $facility on $conducted_on, paid by $payer. Found: $found.",
        Kind.CERTIFICATE: "Certificate $certificate ($scheme) for $subject, from $valid_from to $valid_until.",
        Kind.PURCHASE: "Order $order of $ordered_on: $quantity $unit from $seller to $buyer.",
        Kind.RECRUITMENT: "$recruiter recruits from $origin to $destination for $facility; fee paid by: $fee_payer.",
        Kind.REVOCATION: "We withdraw our record $record: $reason",
        Kind.SUPERSESSION: "Our record $record is replaced by $replacement: $reason",
        Kind.ERASURE: "Record $record is to be erased. Ground: $ground",
        Kind.DECISION: "We decide that $left and $right are: $outcome. Reason: $reason",
    },
    "es": {
        Kind.PARTY: "Somos $name ($did), en $country.",
        Kind.FACILITY: "Centro $facility en $country, operado por $operator. Plantilla: $people.",
        Kind.LOT: "Lote $lot: $quantity $unit de $product_name ($product).",
        Kind.ATTESTATION: "Declaramos sobre $subject ($claim, hasta $valid_until): $text",
        Kind.EVENT: "$type en $site, $time.",
        Kind.AUDIT: "Auditoría de $facility del $conducted_on, pagada por $payer. Hallazgos: $found.",
        Kind.CERTIFICATE: "Certificado $certificate ($scheme) para $subject, del $valid_from al $valid_until.",
        Kind.PURCHASE: "Pedido $order del $ordered_on: $quantity $unit de $seller a $buyer.",
        Kind.RECRUITMENT: "$recruiter recluta de $origin a $destination para $facility; paga la comisión: $fee_payer.",
        Kind.REVOCATION: "Retiramos nuestro registro $record: $reason",
        Kind.SUPERSESSION: "Nuestro registro $record se sustituye por $replacement: $reason",
        Kind.ERASURE: "El registro $record debe borrarse. Fundamento: $ground",
        Kind.DECISION: "Decidimos que $left y $right son: $outcome. Motivo: $reason",
    },
}
_LONGEST = 2_000


def render_summary(kind: str, lang: str, body: Mapping[str, object]) -> str:
    """Give the sentence that a signer of this body must be shown.

    Raises Unacceptable for a language without a rule, and for an event body that holds no event.
    `body` is the parsed body; for an event, the event in it is read for type, place and time.
    """
    rules = _TEMPLATES.get(lang.split("-")[0])
    if rules is None:
        raise Unacceptable(
            field="lang",
            reason=f"no summary can be rendered in {lang}",
            mend=f"use one of: {', '.join(sorted(_TEMPLATES))}",
        )
    rendered = Template(rules[Kind(kind)]).safe_substitute(_fields(Kind(kind), body))
    if len(rendered) > _LONGEST:
        # Cut, it would be signed without having been read.
        raise Unacceptable(
            field="body", reason=f"makes a summary of {len(rendered)} characters", mend=f"stay within {_LONGEST}"
        )
    return rendered


def check_summary(statement: Statement, body: Mapping[str, object]) -> None:
    """Return when the statement's summary is the rendered one. Raises WrongSummary with the sentence to sign."""
    expected = render_summary(statement.kind, statement.lang, body)
    if statement.summary != expected:
        raise WrongSummary(expected=expected, found=statement.summary)


def _fields(kind: Kind, body: Mapping[str, object]) -> dict[str, object]:
    """Give the body's fields with what is nested in them told in words; a dash stands for what is not said."""
    match kind:
        case Kind.EVENT:
            return _event_fields(body)
        case Kind.ATTESTATION:
            origins = body.get("origins")
            listed = ", ".join(map(str, origins)) if isinstance(origins, list | tuple) else ""
            claim = f"{body.get('claim')}: {listed}" if listed else body.get("claim")
            return {"valid_until": "—", **body, "claim": claim}
        case Kind.AUDIT:
            findings = _listed(body.get("findings"))
            told = (f"{each.get('grade')} {each.get('topic')} ({each.get('remedy', 'open')})" for each in findings)
            return {**body, "found": ", ".join(told) or "—"}
        case Kind.FACILITY:
            answers = body.get("workforce")
            asked = sorted(answers.items()) if isinstance(answers, dict) else []
            told = (f"{name} {each.get('share', each.get('status'))}" for name, each in asked if isinstance(each, dict))
            return {**body, "people": ", ".join(told) or "—"}
        case _:
            return dict(body)


def _listed(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _event_fields(body: Mapping[str, object]) -> dict[str, object]:
    try:
        event = orjson.loads(str(body.get("event")))
    except orjson.JSONDecodeError as error:
        raise _no_event("is not JSON") from error
    if not isinstance(event, dict):
        raise _no_event("is not an object")
    place = event.get("bizLocation") or event.get("readPoint") or {}
    if not isinstance(place, dict):
        raise _no_event("names a place that is not an object")
    return {"type": event.get("type"), "site": place.get("id", "—"), "time": event.get("eventTime")}


def _no_event(reason: str) -> Unacceptable:
    return Unacceptable(field="body.event", reason=reason, mend="send one EPCIS 2.0 event as RFC 8785 text")
