"""What must come out, in whole picograms, with factors and rules written down a second time and nothing of ours."""

from dataclasses import dataclass, field

# Picograms in one thousandth of a unit.
PICOGRAMS = {
    "GRM": 10**9,
    "KGM": 10**12,
    "TNE": 10**15,
    "ONZ": 28_349_523_125,
    "LBR": 453_592_370_000,
}
DAY = 86_400


@dataclass(frozen=True)
class Mass:
    """So many thousandths of a unit."""

    thousandths: int
    unit: str

    @property
    def picograms(self) -> int:
        return self.thousandths * PICOGRAMS[self.unit]

    @property
    def decimal(self) -> str:
        return f"{self.thousandths // 1000}.{self.thousandths % 1000:03}"


@dataclass
class Account:
    """One certificate: what may still be claimed of it is `total - spent` while it counts."""

    holder: str
    total: int
    first_day: int
    last_day: int
    spent: int = 0
    is_withdrawn: bool = False

    def refusal(self, claimed: int, *, issuer: str, day: int) -> str | None:
        if issuer != self.holder or self.is_withdrawn or not self.first_day <= day <= self.last_day:
            return "unusable"
        return "overdrawn" if claimed > self.total - self.spent else None

    def left(self, day: int) -> int:
        is_usable = not self.is_withdrawn and self.first_day <= day <= self.last_day
        return self.total - self.spent if is_usable else 0


@dataclass
class Handing:
    """One hand-over of a lot. `at` orders them; `is_word` is a return that only its taker tells of."""

    at: int
    giver: str
    receiver: str
    picograms: int
    is_word: bool = False


@dataclass
class LotStory:
    """All that is told of one lot."""

    made: int = 0
    is_sized: bool = False
    uses: list[tuple[str, int | None]] = field(default_factory=list)  # site, amount if told
    handings: list[Handing] = field(default_factory=list)

    def codes(self) -> set[str]:
        return self._use_codes() | self._handing_codes()

    def _use_codes(self) -> set[str]:
        told = [(site, amount) for site, amount in self.uses if amount is not None]
        used = sum(amount for _, amount in told)
        if self.is_sized and told and used > self.made:
            if len({site for site, _ in told}) > 1:
                return {"lot-claimed-twice"}
            return {"mass-balance"} if 100 * used > 105 * self.made else set()
        is_unsure = len(self.uses) > 1 and (not self.is_sized or len(told) < len(self.uses))
        return {"balance-unknown"} if is_unsure else set()

    def _handing_codes(self) -> set[str]:
        found: set[str] = set()
        told = sorted((each for each in self.handings if not each.is_word), key=lambda each: each.at)
        for giver in {each.giver for each in told}:
            found |= self._codes_of(giver, told)
        return found

    def _codes_of(self, giver: str, told: list[Handing]) -> set[str]:
        own = [amount for site, amount in self.uses if site == giver]
        away = [each for each in told if each.giver == giver]
        if len({each.receiver for each in away}) + bool(own) < 2:
            return set()
        into = [each.picograms for each in told if each.receiver == giver]
        gone = sum(each.picograms for each in away) + sum(amount for amount in own if amount is not None)
        first = next(each for each in told if giver in (each.giver, each.receiver))
        if first.giver == giver and not self.is_sized:
            return {"balance-unknown"}
        available = sum(into) + (self.made if first.giver == giver else 0)
        if gone <= available:
            return set()
        word = sum(each.picograms for each in self.handings if each.is_word and each.receiver == giver)
        return {"return-unconfirmed"} if gone <= available + word else {"lot-claimed-twice"}


def batch_code(given: list[int | None], made: list[int], *, is_repacking: bool) -> str | None:
    """What a transformation is: `given` and `made` in picograms, None for what is not told."""
    known = [each for each in given if each is not None]
    if len(known) < len(given):
        return "balance-unknown"
    percent = 100 if is_repacking else 105
    return "mass-balance" if 100 * sum(made) > percent * sum(known) else None
