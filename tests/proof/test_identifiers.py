"""Identifiers are read in any spelling, given in one, and refused where a wrong character can be seen."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Unacceptable
from ledger.proof.event_hash import canonical_uri
from ledger.proof.event_hash.gs1_uri import check_digit
from ledger.proof.identifiers import (
    Identifier,
    Scheme,
    digital_link,
    epc,
    giai,
    gln,
    gtin,
    identify,
    lei,
    lgtin,
    link_fault,
    os_id,
    sgln,
    sgtin,
    sscc,
    un_locode,
    uri_fault,
)

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINK = "https://id.gs1.org"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=string.digits, min_size=count - 1, max_size=count - 1).map(lambda d: d + check_digit(d))


def os_ids() -> st.SearchStrategy[str]:
    day = st.integers(1, 366).map("{:03}".format)
    parts = (st.text(string.ascii_uppercase, min_size=2, max_size=2), st.integers(2000, 2099).map(str), day)
    free = st.tuples(*parts, st.text(CROCKFORD, min_size=5, max_size=5)).map("".join)
    return free.map(lambda t: t + CROCKFORD[(ord(t[0]) + ord(t[1]) + sum(map(CROCKFORD.index, t[2:]))) % 32])


def leis() -> st.SearchStrategy[str]:
    def whole(text: str) -> str:
        spelt = int("".join(str(int(each, 36)) for each in text + "00"))
        return f"{text}{98 - spelt % 97:02}"

    return st.text(string.digits + string.ascii_uppercase, min_size=18, max_size=18).map(whole)


CHECKED: list[tuple[Callable[[str], Identifier], st.SearchStrategy[str]]] = [
    *((gtin, digits(count)) for count in (8, 12, 13, 14)),
    (sscc, digits(18)),
    (gln, digits(13)),
    (os_id, os_ids()),
    (lei, leis()),
]


def _kind(letter: str) -> str:
    return string.digits if letter.isdigit() else string.ascii_uppercase


@pytest.mark.parametrize(("read", "valid"), CHECKED)
@given(chosen=st.data())
def test_one_wrong_character_is_refused(
    read: Callable[[str], Identifier], valid: st.SearchStrategy[str], chosen: st.DataObject
) -> None:
    text = chosen.draw(valid)
    place = chosen.draw(st.integers(0, len(text) - 1))
    other = chosen.draw(st.sampled_from([each for each in _kind(text[place]) if each != text[place]]))
    assert read(text).canonical
    with pytest.raises(Unacceptable):
        read(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(("read", "valid"), CHECKED)
@given(chosen=st.data())
def test_a_canonical_identifier_is_its_own_reading(
    read: Callable[[str], Identifier], valid: st.SearchStrategy[str], chosen: st.DataObject
) -> None:
    found = read(chosen.draw(valid))
    assert identify(found.canonical) == found


@given(digits(14), st.text(string.ascii_letters + string.digits, min_size=1, max_size=20))
def test_a_wrong_check_digit_in_a_link_of_any_host_is_seen(number: str, serial: str) -> None:
    wrong = number[:13] + str((int(number[13]) + 1) % 10)
    for host in (LINK, "https://mill.example/shop"):
        assert uri_fault(f"{host}/01/{number}/21/{serial}") is None
        fault = uri_fault(f"{host}/01/{wrong}/21/{serial}")
        assert fault is not None
        assert wrong in fault.reason


@pytest.mark.parametrize(
    ("text", "scheme", "canonical"),
    [
        ("40123455", Scheme.GTIN, f"{LINK}/01/00000040123455"),
        ("04012345111118", Scheme.GTIN, f"{LINK}/01/04012345111118"),
        ("gtin:4012345111118", Scheme.GTIN, f"{LINK}/01/04012345111118"),
        ("GLN: 4012345000115", Scheme.GLN, f"{LINK}/414/4012345000115"),
        ("040123450000003338", Scheme.SSCC, f"{LINK}/00/040123450000003338"),
        ("giai:4000001111", Scheme.GIAI, f"{LINK}/8004/4000001111"),
        ("urn:epc:class:lgtin:4012345.011111.L7", Scheme.LGTIN, f"{LINK}/01/04012345111118/10/L7"),
        ("urn:epc:id:sgtin:4012345.011111.9876", Scheme.SGTIN, f"{LINK}/01/04012345111118/21/9876"),
        ("urn:epc:id:sgln:4012345.00011.987", Scheme.SGLN, f"{LINK}/414/4012345000115/254/987"),
        ("https://mill.example/gtin/4012345111118/lot/L7", Scheme.LGTIN, f"{LINK}/01/04012345111118/10/L7"),
        ("https://mill.example/01/04012345111118/10/L7/21/9", Scheme.SGTIN, f"{LINK}/01/04012345111118/21/9"),
        ("https://mill.example/01/04012345111118/21/9/10/L7", Scheme.SGTIN, f"{LINK}/01/04012345111118/21/9"),
        ("IN 2019067 X1K87 G", Scheme.OS_ID, "osid:IN2019067X1K87G"),
        ("de ham", Scheme.UN_LOCODE, "unlocode:DEHAM"),
        ("529900T8BM49AURSDO55", Scheme.LEI, "lei:529900T8BM49AURSDO55"),
    ],
)
def test_an_identifier_is_known_by_its_form(text: str, scheme: Scheme, canonical: str) -> None:
    found = identify(text)
    assert (found.scheme, found.canonical) == (scheme, canonical)
    assert identify(canonical) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4012345000115",  # GTIN or GLN
        "IN 2019067 X1K87 E",  # the example that is often quoted, and does not verify
        "IN 2019400 X1K87 G",  # no such day
        "529900T8BM49AURSDO56",
        "gln:04012345111118",
        "urn:epc:id:sgtin:4012345.0111111.9876",
        "urn:epc:id:sgtn:4012345.011111.9876",
        "urn:epc:id:sgtin:4012345.011111.a b",
        "https://id.gs1.org/01/04012345111119",
        "https://id.gs1.org/01/123",
        "https://mill.example/about",
        "urn:uuid:00000000-0000-4000-8000-000000000001",
        "D1 HAM",
        "giai:40",
    ],
)
def test_what_no_scheme_takes_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        identify(text)
    assert refusal.value.mend


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lgtin, "urn:epc:id:sgtin:4012345.011111.9876"),
        (sgtin, "urn:epc:class:lgtin:4012345.011111.L7"),
        (sgln, "urn:epc:id:sgln:4012345.00011.0"),
        (sscc, "https://id.gs1.org/01/04012345111118"),
        (giai, "https://id.gs1.org/8003/04012345555554987"),
        (epc, "https://id.gs1.org/01/04012345111118"),
        (digital_link, "urn:epc:id:sgtin:4012345.011111.9876"),
        (un_locode, "DEHA1"),
    ],
)
def test_an_identifier_of_another_kind_is_refused(read: Callable[[str], Identifier], text: str) -> None:
    with pytest.raises(Unacceptable):
        read(text)


def test_a_swapped_pair_in_an_os_id_is_not_seen() -> None:
    assert os_id("IN2019067X1K87G").value != os_id("IN2019067X1K78G").value


def test_an_address_elsewhere_is_judged_only_where_an_identifier_is_wanted() -> None:
    order = "https://orders.example/2026/01/04012345111119"
    assert link_fault(order) is None
    assert uri_fault(order) is not None
    assert uri_fault("https://orders.example/2026/01/COTTON") is None


@given(st.text(max_size=60))
def test_a_uri_without_fault_is_read_or_is_not_gs1s(text: str) -> None:
    for uri in (f"urn:epc:id:sgtin:{text}", f"https://id.gs1.org/{text}", f"https://mill.example/{text}"):
        if uri_fault(uri) is None and canonical_uri(uri) != uri:
            assert canonical_uri(uri).startswith(LINK)
