"""Who stands behind a favourable item: items that share a payer or an assessor are one group (section 4)."""

from collections.abc import Iterator, Sequence

from ledger.model.risk import EvidenceItem


def independence_groups(items: Sequence[EvidenceItem]) -> tuple[tuple[EvidenceItem, ...], ...]:
    """Give the connected components of the items under "same payer or same assessor", in the order of the items.

    Items that name neither are taken to come from one unknown source: not naming it must not make it independent.
    """
    leader = list(range(len(items)))

    def root(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    first_with: dict[tuple[str, str | None], int] = {}
    for index, item in enumerate(items):
        for name in _sources(item):
            leader[root(index)] = root(first_with.setdefault(name, index))
    groups: dict[int, list[EvidenceItem]] = {}
    for index, item in enumerate(items):
        groups.setdefault(root(index), []).append(item)
    return tuple(tuple(group) for group in groups.values())


def _sources(item: EvidenceItem) -> Iterator[tuple[str, str | None]]:
    if item.payer is None and item.assessor is None:
        yield ("unknown", None)
    if item.payer is not None:
        yield ("payer", item.payer)
    if item.assessor is not None:
        yield ("assessor", item.assessor)
