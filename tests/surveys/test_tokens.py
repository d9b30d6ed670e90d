"""The token of a wave is typed on command lines."""

from types import SimpleNamespace
from typing import Any, cast

from ledger.jobs.survey.plan import new_token


def test_a_token_never_looks_like_an_option_of_a_command() -> None:
    drawn = iter([b"\xf8" + bytes(15), b"\xfb" * 16, bytes(16)])
    place = cast(Any, SimpleNamespace(entropy=lambda _: next(drawn)))
    assert new_token(place) == "A" * 22
