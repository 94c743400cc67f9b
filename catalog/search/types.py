"""What is put into a search index and what comes out of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self


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


class Facet(StrEnum):
    """What a list can be narrowed by: its name in an address, in the order of the page."""

    CONTROLLER = "controller"
    CATEGORY = "category"
    SYSTEM = "system"


@dataclass(frozen=True)
class Filters:
    """The chosen values of each facet: inside a facet any of them, between facets all."""

    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, values_of: Callable[[str], Iterable[str]]) -> Self:
        """From an address: `values_of` gives all values under a name."""
        return cls({facet: frozenset(values_of(facet.value)) for facet in Facet})

    def of(self, facet: Facet) -> frozenset[str]:
        """The chosen values of one facet."""
        return self.chosen.get(facet, frozenset())

    def __bool__(self) -> bool:
        return any(self.chosen.values())


class Backend(Protocol):
    """An index of public text. The two backends are held to the same tests."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Replace the whole index by these documents."""

    def match(self, text: str) -> Matches:
        """Find what holds all words of the text, in Danish or English, compounds and inflections included."""

    def finds(self, text: str) -> bool:
        """Return whether anything holds all words of the text; cheaper than `match`, which finds everything."""

    def near_words(self, word: str) -> list[str]:
        """Return folded words of the index that differ from the word by a slip of the finger, nearest first."""
