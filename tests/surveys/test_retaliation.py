"""The watch for retaliation (rule S10): a fall, dismissals, changed numbers are told; what chance explains is not."""

import pytest

from ledger.surveys.retaliation import PARTS, AfterRelease, WatchLimits, watch

BEFORE = AfterRelease("w1", "2026-03-01", 400, 160, dismissals=4, numbers_known=120, numbers_changed=6)


def after(**changes: int | None) -> AfterRelease:
    given: dict[str, int | None] = {
        "workers": 400, "answered": 155, "dismissals": 5, "numbers_known": 118, "numbers_changed": 7,
    }  # fmt: skip
    return AfterRelease("w2", "2026-06-01", **(given | changes))  # type: ignore[arg-type]


def signs(now: AfterRelease) -> list[str]:
    return [flag.sign for flag in watch([now, BEFORE]).signs]


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
    (flag,) = watch([after(**changes), BEFORE]).signs
    assert (flag.sign, flag.wave) == (sign, "w2")
    assert flag.statistic
    assert flag.innocent


@pytest.mark.parametrize("changes", [{"answered": 145}, {"dismissals": 8}, {"numbers_changed": 11}])
def test_what_chance_explains_is_no_sign(changes: dict[str, int]) -> None:
    assert signs(after(**changes)) == []


def test_a_better_time_is_no_sign() -> None:
    assert signs(after(answered=300, dismissals=0, numbers_changed=0)) == []


def test_what_nobody_knows_gives_no_sign_and_is_said_to_be_not_known() -> None:
    found = watch([BEFORE, after(dismissals=None, numbers_known=None, numbers_changed=None)])
    assert (found.signs, found.not_known) == ((), PARTS[1:])
    assert watch([BEFORE, after()]).is_known


def test_after_one_wave_nobody_knows_whether_fewer_take_part() -> None:
    found = watch([after(answered=1)])
    assert (found.signs, found.not_known) == ((), PARTS[:1])
    assert watch([]).not_known == PARTS


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"dismissals": 100}, "many dismissals"),
        ({"dismissals": 500}, "many dismissals"),
        ({"numbers_known": 50, "numbers_changed": 49}, "phone numbers changed"),
    ],
)
def test_dismissals_and_changed_numbers_after_one_release_are_judged_on_their_own(
    changes: dict[str, int], sign: str
) -> None:
    (flag,) = watch([after(**changes)]).signs
    assert (flag.sign, flag.wave) == (sign, "w2")
    earlier = AfterRelease("w1", "2026-03-01", 400, 155)
    assert [each.sign for each in watch([earlier, after(**changes)]).signs] == [sign]


@pytest.mark.parametrize("changes", [{"dismissals": 27}, {"numbers_known": 50, "numbers_changed": 9}])
def test_the_usual_alone_is_no_sign(changes: dict[str, int]) -> None:
    assert watch([after(**changes)]).signs == ()


def test_many_thousand_dismissals_are_judged_too() -> None:
    assert signs(after(workers=90_000, answered=40_000, dismissals=30_000)) == ["dismissals rose"]


def test_limits_are_the_custodians_own() -> None:
    lax = WatchLimits(least_fall=0.5, least_more_dismissals=50)
    assert watch([BEFORE, after(answered=80, dismissals=22)], limits=lax).signs == ()
    assert len(watch([BEFORE, after(answered=80, dismissals=22)]).signs) == 2
