"""Findings, what is answered to them, and how a brand buys, told in a sentence."""

from collections.abc import Mapping
from string import Template

from ledger.intake.summary.listing import few, listed
from ledger.model.bodies import ATTESTED_FORMS
from ledger.model.statement import Kind

_SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "finding": "Found at $facility on $found_on ($size, $topic, $indicator)$by_authority: $text",
        "reply": "We reply to record $flag$of_finding$from_draft: $text Documents: $papers.",
        "draft": "Words in which $draft_for may reply to record $flag: $text",
        "dispute": "We contest record $flag$of_finding ($ground)$from_draft: $text Documents: $papers.",
        "ruling": (
            "We rule on record $flag$of_finding$on_dispute: $outcome. $text We are paid by $paid_by; we do business "
            "with: $business."
        ),
        "practice": (
            "Between $brand and $supplier, $order, from $period_from to $period_until ($practice): due $due, "
            "happened $happened."
        ),
        "exit": "$brand leaves $supplier on $left_on, with $notice_days days' notice$excepted$assessed: $text",
        "request": "We ask $facility about its workforce ($asked), because: $why",
        "opening": "$opened_by has opened request $opens to $facility.",
        "reminder": "We remind $facility of request $reminds.",
        "risk-settings": "From now on we score by method $method with $set, because: $reason",
        "auditor-independence": "Until $valid_until we are paid by $payers; we do business with: $business.",
        "of_finding": ", finding $finding_id",
        "from_draft": ", in the words of draft $draft",
        "on_dispute": ", disputed in $dispute",
        "by_authority": ", decided by $authority",
        "assessed": ", impact assessment $assessment",
        "excepted": " ($exception)",
        "default": "the published weights",
    },
    "es": {
        "finding": "Hallado en $facility el $found_on ($size, $topic, $indicator)$by_authority: $text",
        "reply": "Respondemos al registro $flag$of_finding$from_draft: $text Documentos: $papers.",
        "draft": "Palabras con las que $draft_for puede responder al registro $flag: $text",
        "dispute": "Impugnamos el registro $flag$of_finding ($ground)$from_draft: $text Documentos: $papers.",
        "ruling": (
            "Resolvemos sobre el registro $flag$of_finding$on_dispute: $outcome. $text Nos paga $paid_by; tenemos "
            "negocios con: $business."
        ),
        "practice": (
            "Entre $brand y $supplier, $order, del $period_from al $period_until ($practice): debido $due, "
            "ocurrido $happened."
        ),
        "exit": "$brand deja a $supplier el $left_on, con $notice_days días de aviso$excepted$assessed: $text",
        "request": "Preguntamos a $facility por su plantilla ($asked), porque: $why",
        "opening": "$opened_by ha abierto la solicitud $opens a $facility.",
        "reminder": "Recordamos a $facility la solicitud $reminds.",
        "risk-settings": "Desde ahora puntuamos con el método $method y $set, porque: $reason",
        "auditor-independence": "Hasta el $valid_until nos pagan $payers; tenemos negocios con: $business.",
        "of_finding": ", hallazgo $finding_id",
        "from_draft": ", con las palabras del borrador $draft",
        "on_dispute": ", impugnado en $dispute",
        "by_authority": ", decidido por $authority",
        "assessed": ", evaluación de impacto $assessment",
        "excepted": " ($exception)",
        "default": "los pesos publicados",
    },
}
_IF_SAID = {
    "of_finding": "finding_id",
    "from_draft": "draft",
    "on_dispute": "dispute",
    "by_authority": "authority",
    "assessed": "assessment",
    "excepted": "exception",
}


def fairness_told(kind: Kind, body: Mapping[str, object], lang: str) -> str | None:
    """Give the sentence of such a body, None where it is of another form."""
    form = _form(kind, body)
    if form is None:
        return None
    rules = _SENTENCES[lang]
    said = {
        name: Template(rules[name]).safe_substitute(body) if body.get(field) is not None else ""
        for name, field in _IF_SAID.items()
    }
    weights = [f"{each.get('name')} = {each.get('value')}" for each in listed(body.get("weights"))]
    told = {
        "asked": _all(body.get("questions")).replace("_", " "),
        "papers": _all(body.get("documents")),
        "business": _all(body.get("business_with")),
        "payers": _all(body.get("paid_by")) if kind is Kind.SETTINGS else "—",
        "set": ", ".join(weights) or rules["default"],
    }
    return Template(rules[form]).safe_substitute({**body, **said, **told})


def _form(kind: Kind, body: Mapping[str, object]) -> str | None:
    match kind:
        case Kind.FINDING | Kind.DISPUTE | Kind.RULING:
            return kind.value
        case Kind.REPLY:
            return "draft" if "draft_for" in body else "reply"
        case Kind.ATTESTATION:
            return next((form for form, field in ATTESTED_FORMS.items() if field in body), None)
        case Kind.SETTINGS:
            named = str(body.get("setting"))
            return named if named in ("risk-settings", "auditor-independence") else None
        case _:
            return None


def _all(found: object) -> str:
    """Every one by name: with whom a reviewer does business is what the sentence is for."""
    return ", ".join(str(each) for each in found) if isinstance(found, list | tuple) and found else few(())
