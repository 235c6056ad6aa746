"""What pages that list something in parts share: where a part lies, its neighbours, and the values of a filter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sized
from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: how it is sent, how it is said, and how much it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


class ListPart(Protocol):
    """One part of what was found; pages are counted from 1."""

    @property
    def page(self) -> int:
        """Which part it is."""

    @property
    def pages(self) -> int:
        """How many parts there are."""


class Paged(ABC):
    """A page that shows one part of what was found, `size` entries at the most."""

    __slots__ = ()
    size: ClassVar[int]

    @property
    @abstractmethod
    def part(self) -> ListPart:
        """Where the part lies."""

    @property
    @abstractmethod
    def entries(self) -> Sized:
        """What the part holds."""

    @abstractmethod
    def address(self, page: int) -> str:
        """Where another part of the same list is."""

    @property
    def first(self) -> int:
        """The place of the first entry shown, counted from 1."""
        return (self.part.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last entry shown."""
        return self.first + len(self.entries) - 1

    @property
    def previous(self) -> str | None:
        """The address of the page before."""
        return self.address(self.part.page - 1) if self.part.page > 1 else None

    @property
    def next(self) -> str | None:
        """The address of the page after."""
        return self.address(self.part.page + 1) if self.part.page < self.part.pages else None
