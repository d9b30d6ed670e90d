"""What workers are asked, in which words, and what an answer means for the indicators of forced labour.

Whether an answer points to forced labour follows ILO Convention 29 and the 20th ICLS guidelines: work that was not
offered voluntarily, under menace of a penalty. Each item says to which of the two it speaks, and how strongly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

GENDER_ITEM = "gender"  # aggregates are split by its choices, of which `no_answer` is one: nobody's gender is guessed
FEE_ITEMS = ("fee_asked", "fee_paid")  # answered `yes` or `no`: aggregates of fees (rule R14)
REPAID_ITEM, ALL_REPAID = "fee_repaid", "all"
MORE_ITEM = "more_about"  # which further questions somebody wants: it routes, and no aggregate reads it
STRATA_ITEMS = ("migrant", "night_shift", "agency_hired")  # answered `yes` or `no`: compared with the roster (test G5)


class Indicator(StrEnum):
    """The eleven ILO indicators of forced labour (2012), the spine of every grid."""

    ABUSE_OF_VULNERABILITY = "abuse_of_vulnerability"
    DECEPTION = "deception"
    RESTRICTION_OF_MOVEMENT = "restriction_of_movement"
    ISOLATION = "isolation"
    VIOLENCE = "physical_and_sexual_violence"
    INTIMIDATION = "intimidation_and_threats"
    RETENTION_OF_DOCUMENTS = "retention_of_identity_documents"
    WITHHOLDING_OF_WAGES = "withholding_of_wages"
    DEBT_BONDAGE = "debt_bondage"
    ABUSIVE_CONDITIONS = "abusive_working_and_living_conditions"
    EXCESSIVE_OVERTIME = "excessive_overtime"


class FeeFact(StrEnum):
    """What is told of recruitment fees (rule R14): shares of workers, never sums. All three are bad news.

    The items `fee_asked` and `fee_paid` are answered `yes` or `no`, `fee_repaid` with `all` or something else.
    """

    ASKED = "fee_asked"
    PAID = "fee_paid"
    NOT_REPAID = "fee_not_all_repaid"  # paid, and says that not all of it was paid back


class Dimension(StrEnum):
    """Which half of forced labour an item speaks to."""

    INVOLUNTARINESS = "involuntariness"
    PENALTY = "penalty"


class Strength(StrEnum):
    """How much an item weighs: FL = 1 needs one item of each dimension, and at least one of them strong."""

    STRONG = "strong"
    MEDIUM = "medium"


class ItemType(StrEnum):
    """How an item is answered. A note asks nothing; free text never leaves the custodian."""

    ONE = "select_one"
    MANY = "select_multiple"
    NUMBER = "integer"
    TEXT = "text"
    NOTE = "note"


class TextState(StrEnum):
    """Whether a person who speaks the language has read a string. A real wave cannot open with a draft string."""

    REVIEWED = "reviewed"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Words:
    """One string in one language."""

    text: str
    state: TextState


Told = Mapping[str, Words]  # by BCP 47 language


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen. `shows` is true where choosing it shows what the item looks for."""

    name: str
    label: Told
    shows: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """The item is asked where the answer to `item` is one of `any_of`; a skipped item has no answer."""

    item: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Every one may be skipped. A control item is true for about a third of anybody (gaming test G1).

    `easy` is the label in short, easy words, in the languages that have it: the same question for whoever reads little,
    is young, or wants it so. Which wording somebody read is kept nowhere.
    """

    name: str
    type: ItemType
    label: Told
    hint: Told
    choices: tuple[Choice, ...] = ()
    relevant: tuple[Condition, ...] = ()  # all of them
    indicator: Indicator | None = None
    dimension: Dimension | None = None
    strength: Strength | None = None
    is_control: bool = False
    easy: Told = field(default_factory=dict)
    topic: str | None = None  # of an audit: fees, documents, movement, wages, hours, housing, other (gaming test G8)

    def label_in(self, *, is_easy: bool) -> Told:
        """Give the question as it is put: in easy words where they are wanted and there, language by language."""
        return {**self.label, **self.easy} if is_easy else self.label


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire: `version` and `digest` (SHA-256 of its canonical form) name it in every response and release.

    `reading_seconds` is the least time in which anybody could read all that is `usual` (gaming test G4).
    """

    name: str
    version: str
    languages: tuple[str, ...]  # the first is the one it was written in
    items: tuple[Item, ...]
    reading_seconds: int
    digest: bytes

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items that take an answer, in order: their number is the number of leaves of every response."""
        return tuple(item for item in self.items if item.type is not ItemType.NOTE)

    @property
    def usual(self) -> tuple[Item, ...]:
        """The asked items that everybody meets, whatever was answered before."""
        return tuple(item for item in self.asked if not item.relevant)

    @property
    def drafts(self) -> tuple[tuple[str, str], ...]:
        """Name (item, language) of every string that nobody has reviewed, or that is missing."""
        told = [(item.name, text) for item in self.items for text in _texts_of(item)]
        return tuple(
            (name, language)
            for name, text in told
            for language in self.languages
            if language not in text or text[language].state is TextState.DRAFT
        )


def _texts_of(item: Item) -> list[Told]:
    further = [told for told in (item.hint, item.easy) if told]
    return [item.label, *further, *(choice.label for choice in item.choices)]
