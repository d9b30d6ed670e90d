"""Fractions take the fast way only where both writers agree: RFC 8785's own library is the oracle."""

import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.proof.canonical import canonicalise


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e-3)
@example(0.00099999)
@example(999999999999999.9)
@example(120.0)
@example(1e-7)
@example(-0.0)
@example(1e21)
def test_a_fraction_has_the_bytes_of_rfc_8785(number: float) -> None:
    assert canonicalise({"quantity": number}) == rfc8785.dumps({"quantity": number})


@given(st.decimals(min_value=0, max_value=10**9, places=3).map(float))
def test_a_quantity_has_the_bytes_of_rfc_8785(number: float) -> None:
    assert canonicalise([number]) == rfc8785.dumps([number])
