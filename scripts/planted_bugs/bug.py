"""What a planted bug is: one textual change of one contract, and the test that must turn red."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forge:
    """A forge test: the file below tests/contracts, and the name of the test in it."""

    file: str
    test: str

    @property
    def name(self) -> str:
        return f"{self.file}: {self.test}"


@dataclass(frozen=True, slots=True)
class Halmos:
    """A halmos proof: the file below tests/contracts, and the check in it."""

    file: str
    test: str

    @property
    def name(self) -> str:
        return f"{self.file}: {self.test}"


@dataclass(frozen=True, slots=True)
class Bug:
    """`old`, which occurs exactly once in `source`, is replaced by `new`. `claim` says what no longer holds then.

    `invariant` is its number (I1 to I15), or the name of the rule where it has none.
    """

    invariant: str
    claim: str
    source: str
    old: str
    new: str
    caught_by: Forge | Halmos
