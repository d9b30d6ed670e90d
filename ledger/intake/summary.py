"""Check 3, summary: what the signer read is what the body says, by a rule and in a language that the ledger renders.

A template names fields of the body; anything else in a summary would let one text be read and another be signed.
"""

from collections.abc import Mapping, Sequence
from string import Template

import orjson

from ledger.errors import Unacceptable, WrongSummary
from ledger.model.statement import Kind, Statement
from ledger.proof.trade_references import bare_number

_TEMPLATES: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.PARTY: "We are $name ($did) in $country.",
        Kind.FACILITY: "Site $facility in $country, operated by $operator. Workforce: $people.",
        Kind.LOT: "Lot $lot: $quantity $unit of $product_name ($product).",
        Kind.ATTESTATION: "We state about $subject ($claim, until $valid_until): $text",
        Kind.EVENT: "$type$step at $site on $time$goods.",
        Kind.AUDIT: "Audit of $facility on $conducted_on, paid by $payer. Found: $found.",
        Kind.CERTIFICATE: "Certificate $certificate ($scheme) for $subject, from $valid_from to $valid_until.",
        Kind.PURCHASE: "$title $order of $ordered_on: $quantity $unit of $goods from $seller to $buyer$named.",
        Kind.RECRUITMENT: (
            "$recruiter recruits from $origin to $destination for $facility, from $period_from to $period_until; "
            "workers: $workers; fee paid by: $fee_payer."
        ),
        Kind.REVOCATION: "We withdraw our record $record: $reason",
        Kind.SUPERSESSION: "Our record $record is replaced by $replacement: $reason",
        Kind.ERASURE: "Record $record is to be erased. Ground: $ground",
        Kind.DECISION: "We decide that $decided: $outcome. Reason: $reason",
        Kind.GRANT: "We let these read our record $record as well, for good: $to",
        Kind.SETTINGS: "Our log leaves $left with $head_size entries, root $head_root, and goes on at $entered.",
    },
    "es": {
        Kind.PARTY: "Somos $name ($did), en $country.",
        Kind.FACILITY: "Centro $facility en $country, operado por $operator. Plantilla: $people.",
        Kind.LOT: "Lote $lot: $quantity $unit de $product_name ($product).",
        Kind.ATTESTATION: "Declaramos sobre $subject ($claim, hasta $valid_until): $text",
        Kind.EVENT: "$type$step en $site, $time$goods.",
        Kind.AUDIT: "Auditoría de $facility del $conducted_on, pagada por $payer. Hallazgos: $found.",
        Kind.CERTIFICATE: "Certificado $certificate ($scheme) para $subject, del $valid_from al $valid_until.",
        Kind.PURCHASE: "$title $order del $ordered_on: $quantity $unit de $goods, de $seller a $buyer$named.",
        Kind.RECRUITMENT: (
            "$recruiter recluta de $origin a $destination para $facility, del $period_from al $period_until; "
            "trabajadores: $workers; paga la comisión: $fee_payer."
        ),
        Kind.REVOCATION: "Retiramos nuestro registro $record: $reason",
        Kind.SUPERSESSION: "Nuestro registro $record se sustituye por $replacement: $reason",
        Kind.ERASURE: "El registro $record debe borrarse. Fundamento: $ground",
        Kind.DECISION: "Decidimos que $decided: $outcome. Motivo: $reason",
        Kind.GRANT: "Dejamos leer también, para siempre, nuestro registro $record a: $to",
        Kind.SETTINGS: "Nuestro log deja $left con $head_size entradas, raíz $head_root, y continúa en $entered.",
    },
}
# What is added where the body says it: a quantity to claim, what a lot is made of, and what is claimed of it.
_CREDIT = {
    "en": " $holder may claim $quantity $unit as certified, until $spend_until.",
    "es": " $holder puede declarar como certificados $quantity $unit, hasta el $spend_until.",
}
_MADE_OF = {
    "en": (" Made of, in each unit: ", "$quantity $unit of $good"),
    "es": (" Hecho, por unidad, de: ", "$quantity $unit de $good"),
}
_CLAIMED = {
    "en": (" Claimed as certified ($custody): ", "$quantity $unit of certificate record $certificate"),
    "es": (" Declarado como certificado ($custody): ", "$quantity $unit del registro de certificado $certificate"),
}
_TITLES = {
    "en": {"purchase-order": "Order", "invoice": "Invoice"},
    "es": {"purchase-order": "Pedido", "invoice": "Factura"},
}
_DECIDED = {
    "en": {"facility-match": "$left and $right are", "site-operator": "$right operates the site $left"},
    "es": {"facility-match": "$left y $right son", "site-operator": "$right opera el centro $left"},
}
_MOST_LISTED, _LONGEST_LIST = 5, 600  # of goods or papers; the body has them all
_GOODS_FIELDS = (
    ("inputEPCList", "inputQuantityList"),
    ("outputEPCList", "outputQuantityList"),
    ("epcList", "quantityList"),
    ("childEPCs", "childQuantityList"),
)
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
    rendered = Template(rules[Kind(kind)]).safe_substitute(_fields(Kind(kind), body, lang.split("-")[0]))
    rendered += _certified(Kind(kind), lang.split("-")[0], body)
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


def _fields(kind: Kind, body: Mapping[str, object], lang: str) -> dict[str, object]:
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
        case Kind.PURCHASE:
            papers = [f"{each.get('type')} {each.get('number')}" for each in _listed(body.get("references"))]
            return {
                **body,
                "title": _TITLES[lang].get(str(body.get("document")), _TITLES[lang]["purchase-order"]),
                "goods": _few(body.get("lots")),
                "named": f" ({_few(papers)})" if papers else "",
            }
        case Kind.FACILITY:
            answers = body.get("workforce")
            asked = sorted(answers.items()) if isinstance(answers, dict) else []
            told = (f"{name} {each.get('share', each.get('status'))}" for name, each in asked if isinstance(each, dict))
            return {**body, "people": ", ".join(told) or "—"}
        case Kind.RECRUITMENT:
            workers = body.get("workers")
            return {"fee_payer": "unknown", **body, "workers": "—" if workers is None else workers}
        case Kind.DECISION:
            rule = _DECIDED[lang].get(str(body.get("subject")), _DECIDED[lang]["facility-match"])
            return {**body, "decided": Template(rule).safe_substitute(body)}
        case Kind.GRANT:
            named = body.get("to")
            return {**body, "to": ", ".join(map(str, named)) if isinstance(named, list | tuple) else "—"}
        case Kind.SETTINGS:
            return {**body, "left": _place_told(body.get("left")), "entered": _place_told(body.get("entered"))}
        case _:
            return dict(body)


def _place_told(value: object) -> str:
    """`chain / contract / log id`: names alone, so that they read the same in every language."""
    place = value if isinstance(value, dict) else {}
    return " / ".join(str(place.get(name, "—")) for name in ("chain", "anchor_log", "log"))


def _certified(kind: Kind, lang: str, body: Mapping[str, object]) -> str:
    """Tell what a certificate gives to claim, or what a lot is made of and claims; nothing where the body is silent."""
    credit, claims = body.get("credit"), _listed(body.get("claims"))
    if kind is Kind.CERTIFICATE and isinstance(credit, dict):
        return Template(_CREDIT[lang]).safe_substitute(credit)
    if kind is not Kind.LOT:
        return ""
    custody = {"custody": body.get("custody", "mass-balance")}
    return _each_told(_MADE_OF[lang], {}, _listed(body.get("bill_of_materials"))) + _each_told(
        _CLAIMED[lang], custody, claims
    )


def _each_told(rule: tuple[str, str], opened: Mapping[str, object], listed: Sequence[dict[str, object]]) -> str:
    opening, one = (Template(each) for each in rule)
    return f"{opening.safe_substitute(opened)}{'; '.join(map(one.safe_substitute, listed))}." if listed else ""


def _listed(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _few(found: object) -> str:
    listed = [str(each) for each in found] if isinstance(found, list | tuple) else []
    shown = ", ".join(listed[:_MOST_LISTED])
    if len(shown) > _LONGEST_LIST:
        return f"… ({len(listed)})"
    return f"{shown}, … ({len(listed)})" if len(listed) > _MOST_LISTED else shown or "—"


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
    step, goods = event.get("bizStep"), _goods_told(event)
    return {
        "type": event.get("type"),
        "step": f" ({step})" if step else "",
        "site": place.get("id", "—"),
        "time": event.get("eventTime"),
        "goods": f": {goods}{_passing_told(event)}" if goods else "",
    }


def _goods_told(event: Mapping[str, object]) -> str:
    """`lot 100 KGM, … → lot 90 KGM [container]`: names, numbers and signs alone, so that every language reads it."""
    sides = [[*_items(event, epcs), *_items(event, quantities)] for epcs, quantities in _GOODS_FIELDS]
    told = " → ".join(_few(side) for side in sides if side)
    parent = event.get("parentID")
    return f"{told} [{parent}]".strip() if parent else told


def _passing_told(event: Mapping[str, object]) -> str:
    """`; destination …; bol HLBL-889`: who is to have the goods, and the numbers of the papers they go under."""
    receivers = [str(each.get("destination")) for each in _listed(event.get("destinationList"))]
    papers = [_paper_told(each) for each in _listed(event.get("bizTransactionList"))]
    told = (f"destination {_few(receivers)}" if receivers else "", _few(papers) if papers else "")
    return "".join(f"; {each}" for each in told if each)


def _paper_told(transaction: Mapping[str, object]) -> str:
    kind, number = transaction.get("type"), bare_number(str(transaction.get("bizTransaction")))
    return f"{bare_number(str(kind))} {number}" if kind else number


def _items(event: Mapping[str, object], field: str) -> list[str]:
    found = event.get(field)
    return [_item(each) for each in found] if isinstance(found, list) else []


def _item(element: object) -> str:
    if not isinstance(element, dict):
        return str(element)
    told = (element.get(name) for name in ("epcClass", "quantity", "uom"))
    return " ".join(str(each) for each in told if each is not None)


def _no_event(reason: str) -> Unacceptable:
    return Unacceptable(field="body.event", reason=reason, mend="send one EPCIS 2.0 event as RFC 8785 text")
