"""Keeping what was made, within bounds on its number and on its weight."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """What was made for the keys that were asked for last: at most `count` of them.

    Clients choose what is kept here, so it is weighed too: together it weighs at most `weight`, in
    whatever unit `weigh` counts, and what is heavier by itself is not kept at all.
    """

    def __init__(self, count: int, weight: int, weigh: Callable[[T], int]) -> None:
        self._count = count
        self._weight = weight
        self._left = weight
        self._weigh = weigh
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made for a key, or make it."""
        found = self._kept.get(key)
        if found is not None:
            # Who leaves first matters only once somebody has to.
            if 2 * len(self._kept) > self._count or 2 * self._left < self._weight:
                self._kept.move_to_end(key)
            return found[0]
        made = make()
        self.keep(key, made)
        return made

    def find(self, key: Hashable) -> T | None:
        """Give what is kept for a key, if anything is."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, made: T) -> None:
        """Keep something for a key, unless something is kept for it."""
        weight = self._weigh(made)
        if weight > self._weight or key in self._kept:
            return
        self._kept[key] = (made, weight)
        self._left -= weight
        while self._left < 0 or len(self._kept) > self._count:
            _, (_, freed) = self._kept.popitem(last=False)
            self._left += freed
