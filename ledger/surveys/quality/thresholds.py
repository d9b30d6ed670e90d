"""The limits of the gaming tests. What a deployment sets is confidential: who knows the limits can stay under them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListItems:
    """A list experiment in the instrument: some were asked a list of sentences with the sensitive one, some without.

    `treated` and `control` are number items (how many sentences are true), `direct` the item that asks outright.
    """

    treated: str
    control: str
    direct: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits and factors, by default those of the method. Rates and shares are in [0, 1]."""

    control_rate: float = 1 / 3  # how many of anybody a control item is true for
    control_pooling: float = 8.0  # kappa: how much sites differ in it
    implausible_below: float = 0.01
    implausible_factor: float = 0.3
    copied_share: float = 0.20
    copied_likeness: float = 0.8
    copied_least_characters: int = 20  # "nothing to say" is said alike by many
    copied_factor: float = 0.5
    permutations: int = 199
    bulk_variation: float = 0.2
    bulk_device_share: float = 0.5
    bulk_factor: float = 0.5
    speed_factor: float = 0.5
    sample_below: float = 0.01
    list_score: float = 2.0
    surplus_times: float = 2.0  # of the largest sample that was announced
    surplus_share: float = 0.25  # of the workers, where "250 or more" was announced
    surplus_factor: float = 0.3
    least_responses: int = 10  # under this many no test but G1 says anything
    list_items: ListItems | None = None  # None: the instrument has no list experiment
