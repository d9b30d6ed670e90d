"""Deployment, registry, credentials and idempotent answers: what was kept comes back, a link works once."""

from dataclasses import replace

from builders import AGENT, BRAND, MILL, NOW, a_deployment, a_registry

from ledger.model.asking import NotedOpening
from ledger.model.reader import ApiKey, RememberedAnswer
from ledger.store.sql_store import SqlStore

WEEK = 7 * 86_400


def test_the_deployment_comes_back_and_a_newer_one_replaces_it(store: SqlStore) -> None:
    assert store.deployment() is None
    store.save_deployment(a_deployment())
    assert store.deployment() == a_deployment()
    store.save_deployment(a_deployment(deployed_at_block=9))
    assert store.deployment() == a_deployment(deployed_at_block=9)


def test_the_registry_comes_back_with_revocations_and_mandates(store: SqlStore) -> None:
    assert store.registry() is None
    snapshot = a_registry(MILL, AGENT, delegations=[(MILL, AGENT)], revoked_at=NOW, suspect_from=NOW - 9)
    store.save_registry(snapshot)
    assert store.registry() == snapshot
    ended = {pair: replace(mandate, until=NOW) for pair, mandate in snapshot.delegations.items()}
    store.save_registry(replace(snapshot, delegations=ended))
    assert store.registry() == replace(snapshot, delegations=ended)


def test_parties_are_named_once(store: SqlStore) -> None:
    for party in (MILL, AGENT, MILL):
        store.name_party(party.did, party.party_id)
    assert store.dids() == (AGENT.did, MILL.did)


def test_an_opening_is_noted_as_it_was_first(store: SqlStore) -> None:
    first = NotedOpening(b"\x07" * 32, MILL.did, NOW)
    second, other = replace(first, at=NOW + 5, opened_by=AGENT.did), replace(first, request=b"\x08" * 32)
    for opening in (second, first, replace(first, at=NOW + 9), other):
        store.note_opening(opening)
    assert store.noted_openings() == {first.request: (first, second), other.request: (other,)}


def test_an_api_key_is_found_by_its_id_alone(store: SqlStore) -> None:
    key = ApiKey("0123456789abcdef", b"\x01" * 32, BRAND.reader, NOW)
    store.save_api_key(key)
    assert store.api_key(key.key_id) == key
    assert store.api_key("fedcba9876543210") is None


def test_a_sign_in_link_works_once(store: SqlStore) -> None:
    store.save_sign_in(b"\x02" * 32, BRAND.reader, expires_at=NOW + 10)
    assert store.use_sign_in(b"\x03" * 32, now=NOW) is None
    assert store.use_sign_in(b"\x02" * 32, now=NOW) == BRAND.reader
    assert store.use_sign_in(b"\x02" * 32, now=NOW) is None


def test_an_expired_link_is_worth_nothing_and_stays_so(store: SqlStore) -> None:
    store.save_sign_in(b"\x02" * 32, BRAND.reader, expires_at=NOW)
    assert store.use_sign_in(b"\x02" * 32, now=NOW) is None
    assert store.use_sign_in(b"\x02" * 32, now=NOW - 1) is None


def test_a_session_lasts_until_it_expires_or_is_ended(store: SqlStore) -> None:
    for token in (b"\x04" * 32, b"\x05" * 32):
        store.save_session(token, MILL.reader, expires_at=NOW + 10)
    assert store.session(b"\x04" * 32, now=NOW + 9) == MILL.reader
    assert store.session(b"\x04" * 32, now=NOW + 10) is None
    store.end_session(b"\x05" * 32)
    assert store.session(b"\x05" * 32, now=NOW) is None
    assert store.session(b"\x04" * 32, now=NOW) == MILL.reader


def test_one_kind_of_credential_is_not_taken_for_another(store: SqlStore) -> None:
    store.save_session(b"\x06" * 32, MILL.reader, expires_at=NOW + 10)
    store.save_sign_in(b"\x07" * 32, MILL.reader, expires_at=NOW + 10)
    assert store.use_sign_in(b"\x06" * 32, now=NOW) is None
    assert store.session(b"\x07" * 32, now=NOW) is None
    assert store.api_key((b"\x06" * 32).hex()) is None


def test_the_first_answer_to_an_idempotency_key_stays_for_each_party_apart(store: SqlStore) -> None:
    first, second = RememberedAnswer(b"\x01" * 32, 201, b"one"), RememberedAnswer(b"\x02" * 32, 201, b"two")
    store.remember(MILL.reader, "k", first, now=NOW)
    store.remember(MILL.reader, "k", second, now=NOW)
    store.remember(BRAND.reader, "k", second, now=NOW)
    assert store.remembered(MILL.reader, "k") == first
    assert store.remembered(BRAND.reader, "k") == second
    assert store.remembered(AGENT.reader, "k") is None


def test_answers_are_kept_for_a_week(store: SqlStore) -> None:
    answer = RememberedAnswer(b"\x01" * 32, 201, b"one")
    store.remember(MILL.reader, "old", answer, now=NOW)
    store.remember(MILL.reader, "new", answer, now=NOW + WEEK)
    assert store.remembered(MILL.reader, "old") == answer
    store.remember(MILL.reader, "newer", answer, now=NOW + WEEK + 1)
    assert store.remembered(MILL.reader, "old") is None
    assert store.remembered(MILL.reader, "new") == answer
