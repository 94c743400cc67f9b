"""What is put into a search index and what comes out of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class SearchDocument:
    """A dataset, or a variable of one (`variable` not empty). Holds public text only."""

    dataset: str
    variable: str
    title_da: str
    title_en: str
    body_da: str
    body_en: str


@dataclass(frozen=True)
class Matches:
    """Everything that matches, best first. Not yet filtered by who asks: `catalog.search.query` does that."""

    datasets: Mapping[str, float] = field(default_factory=dict)
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Sort(StrEnum):
    """The orders of a list of hits."""

    BEST = "best"
    TITLE = "title"
    NEWEST = "newest"


@dataclass(frozen=True)
class Filters:
    """The chosen values of each facet: inside a facet any of them, between facets all."""

    controllers: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.controllers or self.categories or self.systems)


class Backend(Protocol):
    """An index of public text. The two backends are held to the same tests."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Replace the whole index by these documents."""

    def match(self, text: str) -> Matches:
        """Find what holds all words of the text, in Danish or English, compounds and inflections included."""

    def near_words(self, word: str) -> list[str]:
        """Return folded words of the index that differ from the word by a slip of the finger, nearest first."""
