import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Malformed, TooLarge
from ledger.proof.canonical import parse


def refusal(raw: bytes, **options: bool | int) -> Malformed:
    with pytest.raises(Malformed) as caught:
        parse(raw, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (b'{"kg":1,"kg":2}', "/kg"),
        (b'{"kg":"1","\\u006bg":"2"}', "/kg"),
        (b'{"a":[0,{"b/c":{"~":1,"~":1}}]}', "/a/1/b~1c/~0"),
    ],
)
def test_a_duplicate_key_is_refused_and_named_also_nested_and_escaped(raw: bytes, pointer: str) -> None:
    error = refusal(raw)
    assert error.field == pointer
    assert "twice" in error.reason


@pytest.mark.parametrize("lexeme", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
@pytest.mark.parametrize("floats", [False, True])
def test_a_number_that_is_none_is_refused_where_it_stands(lexeme: str, floats: bool) -> None:
    assert refusal(b'{"kg":%s}' % lexeme.encode(), floats=floats).field == "/kg"


@pytest.mark.parametrize("lexeme", ["12.0", "-0.0", "1e3", "0.1"])
def test_a_float_is_refused_unless_asked_for(lexeme: str) -> None:
    assert refusal(b"[%s]" % lexeme.encode()).field == "/0"


@pytest.mark.parametrize(
    "lexeme",
    ["9007199254740993.0", "0.1000000000000000055511151231257827", "1e-400", "1e-99999999999999999999", "1e16"],
)
def test_a_number_that_rfc_8785_would_change_is_refused(lexeme: str) -> None:
    refusal(lexeme.encode(), floats=True)


def test_numbers_that_keep_their_value_are_read() -> None:
    raw = b"[9007199254740991,-9007199254740991,-0,12.50,1E2,-0.0,5e-324]"
    assert parse(raw, floats=True) == [2**53 - 1, 1 - 2**53, 0, 12.5, 100.0, 0.0, 5e-324]


@pytest.mark.parametrize("lexeme", [b"9007199254740992", b"-9007199254740992", b"1" * 5000, b"-" + b"9" * 900_000])
def test_an_integer_beyond_a_double_is_refused_however_long(lexeme: bytes) -> None:
    assert refusal(b'{"kg":' + lexeme + b"}").field == "/kg"


@pytest.mark.parametrize("lexeme", [b'"\\ud800"', b'"a\\udfffb"', b'{"\\ud800":1}', b'[["\\u0000"]]', b'{"\\u0000":1}'])
def test_a_lone_surrogate_or_nul_is_refused_in_values_and_keys(lexeme: bytes) -> None:
    assert refusal(b'{"name":' + lexeme + b"}").field.startswith("/name")


def test_a_surrogate_pair_and_a_bidi_override_are_text() -> None:
    assert parse(b'"\\ud83d\\ude00\\u202e"') == "\U0001f600\u202e"


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b'"\xed\xa0\x80"', b'"\xc0\x80"', b"\x00{}"])
def test_bytes_that_are_not_plain_utf_8_json_are_refused_with_their_offset(raw: bytes) -> None:
    assert refusal(raw).field.startswith("byte ")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1,]", b"{'a':1}", b"01", b"+1", b"1_000", b"[1] 2", b'"\x01"', b"\xc2\xa01"]
)
def test_what_is_not_json_is_refused(raw: bytes) -> None:
    assert "is not JSON" in refusal(raw).reason


def test_the_offset_counts_bytes_not_characters() -> None:
    assert refusal('["€",x]'.encode()).field == "byte 7"


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("depth", [65, 3_000, 190_000])
def test_deep_nesting_is_refused_without_a_recursion_error(opening: bytes, depth: int) -> None:
    closing = b"]" if opening == b"[" else b"}"
    with pytest.raises(TooLarge):
        parse(opening * depth + b"1" + closing * depth, max_bytes=2_000_000)


def test_deep_nesting_is_refused_where_a_library_has_raised_the_recursion_limit() -> None:
    attack = "import sys; sys.setrecursionlimit(10**6)\nfrom ledger.proof.canonical import parse\nparse(b'[' * 900_000)"
    run = subprocess.run([sys.executable, "-c", attack], capture_output=True, text=True, check=False)
    assert run.returncode == 1, "the interpreter itself must not fall"
    assert "TooLarge" in run.stderr


@pytest.mark.parametrize("text", ['"' + "[" * 70 + '"', '"' + '\\"[' * 70 + '"', '["' + "]" * 70 + '"' + "]"])
def test_brackets_inside_strings_are_no_levels(text: str) -> None:
    assert parse(text.encode(), max_depth=1) == json.loads(text)


def test_closing_brackets_inside_strings_hide_no_levels() -> None:
    with pytest.raises(TooLarge):
        parse(b'["]]]]",' * 65 + b"1" + b"]" * 65)


def test_the_deepest_allowed_nesting_is_read() -> None:
    assert parse(b"[" * 64 + b"]" * 64) != []


def test_a_document_over_the_limit_is_refused_before_it_is_read() -> None:
    assert parse(b'"1234"', max_bytes=6) == "1234"
    with pytest.raises(TooLarge, match="limit: 5"):
        parse(b'"1234"', max_bytes=5)


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0d8e1N-. \t', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(raw: bytes) -> None:
    try:
        parse(raw, floats=True)
    except (Malformed, TooLarge):
        return


def test_a_byte_order_mark_is_named() -> None:
    assert "byte order mark" in refusal(b"\xef\xbb\xbf{}").reason
