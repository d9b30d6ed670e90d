"""The watch for retaliation (rule S10): a fall, dismissals, changed numbers are told; what chance explains is not."""

import pytest

from ledger.surveys.retaliation import AfterRelease, WatchLimits, watch

BEFORE = AfterRelease("w1", "2026-03-01", 400, 160, dismissals=4, numbers_known=120, numbers_changed=6)


def after(**changes: int | None) -> AfterRelease:
    given: dict[str, int | None] = {
        "workers": 400, "answered": 155, "dismissals": 5, "numbers_known": 118, "numbers_changed": 7,
    }  # fmt: skip
    return AfterRelease("w2", "2026-06-01", **(given | changes))  # type: ignore[arg-type]


def signs(now: AfterRelease) -> list[str]:
    return [flag.sign for flag in watch([now, BEFORE])]


def test_a_quiet_time_after_a_release_gives_no_sign() -> None:
    assert signs(after()) == []


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"answered": 80}, "participation fell"),
        ({"dismissals": 22}, "dismissals rose"),
        ({"numbers_changed": 45}, "phone numbers changed"),
    ],
)
def test_each_sign_is_told_with_its_statistic_and_an_innocent_explanation(changes: dict[str, int], sign: str) -> None:
    (flag,) = watch([after(**changes), BEFORE])
    assert (flag.sign, flag.wave) == (sign, "w2")
    assert flag.statistic
    assert flag.innocent


@pytest.mark.parametrize("changes", [{"answered": 145}, {"dismissals": 8}, {"numbers_changed": 11}])
def test_what_chance_explains_is_no_sign(changes: dict[str, int]) -> None:
    assert signs(after(**changes)) == []


def test_a_better_time_is_no_sign() -> None:
    assert signs(after(answered=300, dismissals=0, numbers_changed=0)) == []


def test_what_nobody_knows_gives_no_sign() -> None:
    assert signs(after(dismissals=None, numbers_known=None, numbers_changed=None)) == []


def test_one_wave_alone_is_compared_with_nothing() -> None:
    assert watch([after(answered=1)]) == ()


def test_limits_are_the_custodians_own() -> None:
    lax = WatchLimits(least_fall=0.5, least_more_dismissals=50)
    assert watch([BEFORE, after(answered=80, dismissals=22)], limits=lax) == ()
    assert len(watch([BEFORE, after(answered=80, dismissals=22)])) == 2
