"""Search without an index: over the folded columns of the database.

Used by tests and wherever no index of the right version stands. It knows no stems and no compounds, but a word is found
inside longer words, so "kræft" finds "brystkræft" here too.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from catalog.folding import fold
from catalog.models import Dataset, Variable
from catalog.search.distance import nearest
from catalog.search.types import Matches, SearchDocument
from catalog.vocabulary import DatasetState

_TITLE: Final = 2.0
_TEXT: Final = 1.0
_MOST_TEXTS: Final = 2_000
_MOST_VARIABLES: Final = 5_000


class FoldedColumns:
    """The plain backend. The columns are kept by the commands, so there is nothing to index."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Nothing to do: the commands fold at every write."""

    def match(self, text: str) -> Matches:
        """Find the datasets and variables that hold every word, titles first. 2 queries."""
        words = fold(text).split()
        if not words:
            return Matches()
        published = Dataset.objects.filter(state=DatasetState.PUBLISHED)
        rows = (
            published.filter(_holds_all("search", words)).order_by("sort_da", "key").values_list("key", "title_search")
        )
        scores = {key: _TITLE if all(word in title for word in words) else _TEXT for key, title in rows}
        variables: dict[str, list[str]] = {}
        found = Variable.objects.filter(_holds_all("search", words), dataset__state=DatasetState.PUBLISHED)
        for key, name in found.order_by("dataset", "position").values_list("dataset__key", "name")[:_MOST_VARIABLES]:
            variables.setdefault(key, []).append(name)
            scores.setdefault(key, _TEXT)
        ordered = dict(sorted(scores.items(), key=lambda item: -item[1]))
        return Matches(ordered, {key: tuple(names) for key, names in variables.items()})

    def finds(self, text: str) -> bool:
        """At most 2 queries."""
        words = fold(text).split()
        published = Dataset.objects.filter(state=DatasetState.PUBLISHED)
        variables = Variable.objects.filter(dataset__state=DatasetState.PUBLISHED)
        return bool(words) and any(rows.filter(_holds_all("search", words)).exists() for rows in (published, variables))

    def near_words(self, word: str) -> list[str]:
        """Look among all words of the published descriptions."""
        folded = fold(word)
        texts = Dataset.objects.filter(state=DatasetState.PUBLISHED).values_list("search", flat=True)[:_MOST_TEXTS]
        counted = Counter(one for text in texts for one in set(text.split()))
        return nearest(folded, counted.items()) if folded else []


def _holds_all(column: str, words: list[str]) -> Q:
    holds = Q()
    for word in words:
        holds &= Q(**{f"{column}__contains": word})
    return holds
