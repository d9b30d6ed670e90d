"""A passkey of a real Chromium signs a statement's digest as its challenge, and the ledger takes it."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from api_town import Site, anchor_all, keys_for
from builders import MILL, a_submission_document, an_attestation
from passkey_page import RP_ID, with_passkey

from ledger.bootstrap import registrar
from ledger.errors import SignatureMalformed
from ledger.jobs.receipt import ReceiptDesk, record_named
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.sync_registry import sync_registry
from ledger.jobs.verify import verify_receipt
from ledger.model.party import KeyType
from ledger.model.statement import Scheme, UnverifiedSubmission
from ledger.model.verdict import VerdictKind
from ledger.proof.canonical import canonicalise
from ledger.proof.typed_data import body_hash, statement_digest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.chain]


def test_what_a_passkey_signs_in_chromium_is_taken_and_valid_from_its_receipt_alone(
    site: Site, chromium: "Browser"
) -> None:
    ledger, page = site.ledger, chromium.new_page()
    page.goto(site.url.replace("127.0.0.1", "localhost"))
    passkey = with_passkey(page)
    deployment = deployment_of(ledger.world)
    signer = deployment.passkey_verifier + passkey.point
    registered = (MILL.did, MILL.secret, signer, KeyType.PASSKEY, body_hash(RP_ID.encode()))
    registrar(ledger.settings).add_keys([registered])
    sync_registry(ledger.world)

    statement = replace(an_attestation(domain=deployment.domain).statement, signer=signer)
    answer = passkey.answer(statement_digest(statement, deployment.domain))
    claim = UnverifiedSubmission(statement, answer, deployment.domain)
    sent = page.request.post(
        f"{site.url}/v1/statements",
        data=canonicalise(a_submission_document(claim)),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {keys_for(ledger)[MILL.did]}"},
    )
    assert sent.status == 201, sent.text()
    anchor_all(ledger.world)
    record = record_named(ledger.world, statement_digest(statement, deployment.domain))
    verdict = verify_receipt(ReceiptDesk(ledger.world).issue(record), now=ledger.world.clock.now())
    assert (verdict.kind, verdict.scheme) == (VerdictKind.VALID, Scheme.PASSKEY)
    page.close()


def test_a_passkey_registered_for_another_site_is_refused_by_the_page_it_was_used_on(
    site: Site, chromium: "Browser"
) -> None:
    """The registry says mill.example; the browser wrote localhost into what it signed."""
    ledger, page = site.ledger, chromium.new_page()
    page.goto(site.url.replace("127.0.0.1", "localhost"))
    passkey = with_passkey(page)
    deployment = deployment_of(ledger.world)
    signer = deployment.passkey_verifier + passkey.point
    registered = (MILL.did, MILL.secret, signer, KeyType.PASSKEY, body_hash(b"mill.example"))
    registrar(ledger.settings).add_keys([registered])
    sync_registry(ledger.world)
    statement = replace(an_attestation(domain=deployment.domain).statement, signer=signer)
    answer = passkey.answer(statement_digest(statement, deployment.domain))
    with pytest.raises(SignatureMalformed, match="rpIdHash"):
        submit(ledger.world, [UnverifiedSubmission(statement, answer, deployment.domain)])
    page.close()
