"""A certificate that does not cover what it is claimed for: another good, or another time."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ledger.model.bodies import CertificateBody, LotBody
from ledger.model.finding import Finding
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.contradictions.told import Told
from ledger.provenance.standing import without_standing


def out_of_scope(told: Told) -> Iterator[Finding]:
    """Give the certificates whose scope leaves out the lot or site that they are about, or are claimed for."""
    referred = _referred(told)
    for record_id, body in told.said.certificates.items():
        for found in _subject_out_of_scope(told, record_id, body):
            if _is_referred(told, canonical_uri(body.subject), referred.get(record_id, set())):
                yield found
            else:
                yield without_standing(f"{found.sentence} Nobody who answers for its subject refers to it.", record_id)
    for name, statements in told.said.lots.items():
        for _, lot_record, lot in statements:
            for claim in lot.claims:
                certificate_id = bytes.fromhex(claim.certificate[2:])
                certificate = told.said.certificates.get(certificate_id)
                if certificate is not None:
                    yield from _claim(told, name, lot_record, lot, certificate_id, certificate)


def _referred(told: Told) -> dict[bytes, set[str]]:
    """Give for each certificate the issuers of the lot statements that claim under it."""
    found: dict[bytes, set[str]] = {}
    for issuer, _, lot in (each for statements in told.said.lots.values() for each in statements):
        for claim in lot.claims:
            found.setdefault(bytes.fromhex(claim.certificate[2:]), set()).add(issuer)
    return found


def _is_referred(told: Told, subject: str, by: set[str]) -> bool:
    """Say whether the site's operator, or a holder of the lot, refers to it: anyone may certify anyone's anything."""
    return told.party(subject) in by or any(told.standing.had(issuer, subject) for issuer in by)


def _subject_out_of_scope(told: Told, record_id: bytes, body: CertificateBody) -> Iterator[Finding]:
    if not body.goods:
        return
    subject = canonical_uri(body.subject)
    lots = told.said.lots.get(subject, ())
    described = told.facility(subject) if not lots else None
    goods: tuple[tuple[bytes, tuple[str, ...]], ...] = tuple((found, (lot.good,)) for _, found, lot in lots[:1])
    if described is not None and described[1].goods:
        goods = ((described[0], described[1].goods),)
    for other, named in goods:
        if not _covers(body, named):
            yield Finding(
                code="certificate-out-of-scope",
                subject=subject,
                sentence=f"Certificate {body.certificate} covers {_list(body.goods)}; this is {_list(named)}.",
                records=(record_id, other),
            )


def _claim(
    told: Told, name: str, lot_record: bytes, lot: LotBody, certificate_id: bytes, certificate: CertificateBody
) -> Iterator[Finding]:
    if certificate.goods and not _covers(certificate, (lot.good,)):
        yield Finding(
            code="certificate-out-of-scope",
            subject=name,
            sentence=(
                f"This lot of {lot.good} is claimed under certificate {certificate.certificate}, "
                f"which covers {_list(certificate.goods)}."
            ),
            records=(lot_record, certificate_id),
        )
    made_on = sorted(_day(deed.event.event_time) for deed in told.story.made.get(name, ()))
    if made_on and not certificate.valid_from <= made_on[0] <= certificate.valid_until:
        yield Finding(
            code="certificate-not-valid-then",
            subject=name,
            sentence=(
                f"This lot was made on {made_on[0]}; certificate {certificate.certificate}, under which it is claimed, "
                f"says it is valid from {certificate.valid_from} to {certificate.valid_until}."
            ),
            records=(lot_record, certificate_id),
        )


def _covers(body: CertificateBody, goods: tuple[str, ...]) -> bool:
    scope = {good.casefold() for good in body.goods}
    return any(good.casefold() in scope for good in goods)


def _list(goods: tuple[str, ...]) -> str:
    return ", ".join(goods)


def _day(event_time_ms: int) -> str:
    return datetime.fromtimestamp(event_time_ms / 1000, UTC).date().isoformat()
