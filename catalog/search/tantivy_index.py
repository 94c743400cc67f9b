"""The index on disk: Danish and English stems, compounds split, and the words unstemmed.

One process writes at a time (see `alone`); every other process reads. The index can be thrown away at any time:
`manage.py rebuild_search_index` makes it again from the database.
"""

import fcntl
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog
import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from catalog.folding import fold
from catalog.search.distance import nearest
from catalog.search.lexicon import parts_of, with_parts
from catalog.search.types import Matches, SearchDocument

log = structlog.get_logger(__name__)

# Raise it when the schema, the analyzers or the lexicon change: an index with another stamp is not read.
INDEX_VERSION: Final = "1"
_STAMP: Final = "indgang-version"
_MOST_MATCHES: Final = 5_000
_SHORTEST_PREFIX: Final = 3
_WORD: Final = re.compile(r"\w+")
_LANGUAGES: Final = ("da", "en")
_TITLE_WEIGHT: Final = 4.0
_EXACT_WEIGHT: Final = 2.0
_DATASET_WEIGHT: Final = 3.0
_PREFIX_WEIGHT: Final = 0.5
_KEY_WEIGHT: Final = 0.1


class TantivyIndex:
    """Search index in a directory of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._index: tantivy.Index | None = None

    def is_ready(self) -> bool:
        """Whether the directory holds an index of this version."""
        stamp = self.directory / _STAMP
        return stamp.is_file() and stamp.read_text(encoding="utf-8") == INDEX_VERSION

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other writers out; wait for one that is writing. What is read inside is never older than the index.

        The lock lies beside the directory, which a new version empties, and goes with the process that holds it.
        """
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        with self.directory.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                log.info("search_index_awaited", directory=str(self.directory))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Replace everything in one commit; readers see the old index until then. For the worker, `alone`."""
        if not self.is_ready():
            shutil.rmtree(self.directory, ignore_errors=True)
            self._index = None
        self.directory.mkdir(parents=True, exist_ok=True)
        index = self._opened()
        writer = index.writer(num_threads=1)
        writer.delete_all_documents()
        for document in documents:
            writer.add_document(_stored(document))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        (self.directory / _STAMP).write_text(INDEX_VERSION, encoding="utf-8")

    def match(self, text: str) -> Matches:
        """Find the documents that hold every word of the text in some form."""
        query = _query_of(text)
        if query is None:
            return Matches()
        searcher = self._opened().searcher()
        datasets: dict[str, float] = {}
        variables: dict[str, list[str]] = {}
        for score, address in searcher.search(query, limit=_MOST_MATCHES, count=False).hits:
            found = searcher.doc(address)
            dataset, variable = str(found.get_first("dataset")), str(found.get_first("variable") or "")
            weight = 1.0 if variable else _DATASET_WEIGHT
            datasets[dataset] = max(datasets.get(dataset, 0.0), float(score) * weight)
            if variable:
                variables.setdefault(dataset, []).append(variable)
        ranked = dict(sorted(datasets.items(), key=lambda item: -item[1]))
        return Matches(ranked, {key: tuple(names) for key, names in variables.items()})

    def finds(self, text: str) -> bool:
        """Look for the first document."""
        query = _query_of(text)
        return query is not None and bool(self._opened().searcher().search(query, limit=1, count=False).hits)

    def near_words(self, word: str) -> list[str]:
        """Look among the unstemmed words that begin with the same letter."""
        folded = fold(word)
        if not folded:
            return []
        terms = self._opened().searcher().terms_with_prefix("exact", folded[0])
        return nearest(folded, terms)

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self._index = tantivy.Index(_schema(), path=str(self.directory), reuse=True)
            for language in _LANGUAGES:
                self._index.register_tokenizer(language, _analyzer(language))
        self._index.reload()
        return self._index


@lru_cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("dataset", "variable"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for language in _LANGUAGES:
        builder.add_text_field(f"title_{language}", tokenizer_name=language, index_option="freq")
        builder.add_text_field(f"body_{language}", tokenizer_name=language, index_option="freq")
    builder.add_text_field("exact", tokenizer_name="default", index_option="freq")
    return builder.build()


@lru_cache
def _analyzer(language: str) -> tantivy.TextAnalyzer:
    name = {"da": "danish", "en": "english"}[language]
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.stemmer(name)).build()


def _stored(document: SearchDocument) -> tantivy.Document:
    texts = {
        "title_da": _expanded(document.title_da),
        "title_en": _expanded(document.title_en),
        "body_da": _expanded(document.body_da),
        "body_en": _expanded(document.body_en),
    }
    # A variable is not found by the beginning of its dataset's key: "diabetes" would find all of "diabetes130".
    key = document.variable or document.dataset
    exact = fold(" ".join((key, *texts.values())))
    fields = {"dataset": document.dataset, "variable": document.variable, "exact": exact, **texts}
    return tantivy.Document(**{name: [text] for name, text in fields.items()})


def _expanded(text: str) -> str:
    return " ".join(with_parts(_WORD.findall(text)))


def _query_of(text: str) -> Query | None:
    """Every word in some form; None for a text without words."""
    words = _WORD.findall(text.casefold())
    return Query.boolean_query([(Occur.Must, _word_query(word)) for word in words]) if words else None


def _word_query(word: str) -> Query:
    """One word in any of its forms: stems of both languages, the parts of a compound, its letters, its beginning."""
    schema, folded = _schema(), fold(word)
    forms: list[Query] = []
    for language in _LANGUAGES:
        forms.append(Query.boost_query(_all_of(f"title_{language}", _stems(language, word)), _TITLE_WEIGHT))
        forms.append(_all_of(f"body_{language}", _stems(language, word)))
    if parts := parts_of(word):
        stems = [stem for part in parts for stem in _stems("da", part)]
        forms += [_all_of("title_da", stems), _all_of("body_da", stems)]
    forms.append(Query.const_score_query(Query.term_query(schema, "dataset", word), _KEY_WEIGHT))
    if folded and " " not in folded:
        forms.append(Query.boost_query(Query.term_query(schema, "exact", folded), _EXACT_WEIGHT))
        if len(folded) >= _SHORTEST_PREFIX:
            forms.append(Query.const_score_query(Query.regex_query(schema, "exact", f"{folded}.*"), _PREFIX_WEIGHT))
    return Query.boolean_query([(Occur.Should, form) for form in forms])


def _stems(language: str, word: str) -> list[str]:
    return list(_analyzer(language).analyze(word))


def _all_of(field: str, stems: list[str]) -> Query:
    schema = _schema()
    return Query.boolean_query([(Occur.Must, Query.term_query(schema, field, stem)) for stem in stems])
