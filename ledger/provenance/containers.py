"""What is in each container at a moment, so that a container that is used or shipped stands for its content."""

from collections.abc import Iterable, Iterator

from ledger.model.event import LotQuantity


class Containers:
    """Containers while the events are replayed in order of time. Content may be containers again."""

    def __init__(self) -> None:
        self._inside: dict[str, list[LotQuantity]] = {}
        self._seen: set[str] = set()

    def pack(self, container: str, items: Iterable[LotQuantity]) -> None:
        """Put items into the container."""
        self._seen.add(container)
        self._inside.setdefault(container, []).extend(items)

    def unpack(self, container: str, items: Iterable[LotQuantity]) -> None:
        """Take these items out whole; none named means all."""
        out = {item.lot for item in items}
        left = [item for item in self._inside.pop(container, ()) if out and item.lot not in out]
        if left:
            self._inside[container] = left

    def forget(self, items: Iterable[LotQuantity]) -> None:
        """Leave these containers, and all that are in them, empty."""
        waiting = list(items)
        while waiting:
            waiting.extend(self._inside.pop(waiting.pop().lot, ()))

    def opened(self, items: Iterable[LotQuantity]) -> Iterator[LotQuantity]:
        """Give the items with each packed container replaced by what is in it now, however deep, once each."""
        waiting = list(items)[::-1]
        open_already: set[str] = set()
        while waiting:
            item = waiting.pop()
            inside = self._inside.get(item.lot)
            if inside is None:
                yield item
            elif item.lot not in open_already:
                open_already.add(item.lot)
                waiting.extend(reversed(inside))

    def is_container(self, identifier: str) -> bool:
        """Say whether anything was ever packed into it."""
        return identifier in self._seen
