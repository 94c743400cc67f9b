"""Answer a search: what is found, who may see it, how it is counted, one page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from catalog.models import Dataset, Variable
from catalog.search.backend import backend
from catalog.search.facets import Facets, facets_of, narrowed
from catalog.search.types import Filters, Matches, Sort
from catalog.selectors.visibility import Visitor, datasets_visible_to
from catalog.vocabulary import DatasetState

PAGE_LENGTH: Final = 20
_SHOWN_VARIABLES: Final = 3
_SUGGESTION_TRIES: Final = 3


@dataclass(frozen=True)
class Hit:
    """A dataset found, with the first of its variables that match and how many more do."""

    dataset: Dataset
    variables: tuple[Variable, ...] = ()
    more_variables: int = 0


@dataclass(frozen=True)
class CataloguePage:
    """One page of hits. `suggestion` is the nearest text that has hits, where there are none."""

    hits: tuple[Hit, ...]
    total: int
    variable_total: int
    facets: Facets
    page: int
    pages: int
    suggestion: str = ""


@dataclass(frozen=True)
class VariablePage:
    """One page of variables with their datasets."""

    variables: tuple[Variable, ...]
    total: int
    dataset_total: int
    page: int
    pages: int
    suggestion: str = ""


def query(
    *,
    user: Visitor,
    text: str = "",
    filters: Filters = Filters(),  # noqa: B008 - frozen
    sort: Sort = Sort.BEST,
    page: int = 1,
    length: int = PAGE_LENGTH,
) -> CataloguePage:
    """Find published datasets by words and facets. At most 8 queries whatever the data."""
    visible = searchable(user)
    matches = backend().match(text) if text.strip() else None
    found = visible if matches is None else visible.filter(key__in=list(matches.datasets))
    fitting = narrowed(found, filters).order_by(*_order(sort))
    if matches is None:
        total, variables = fitting.count(), Variable.objects.filter(dataset__in=fitting.order_by().values("pk")).count()
        page, pages = _page_of(total, page, length)
        hits = _plain_hits(fitting, page, length)
    else:
        keys = _ranked_keys(fitting, matches, sort)
        total, variables = len(keys), sum(len(matches.variables.get(key, ())) for key in keys)
        page, pages = _page_of(total, page, length)
        hits = _hits(keys[(page - 1) * length : page * length], matches)
    return CataloguePage(
        hits=hits,
        total=total,
        variable_total=variables,
        facets=facets_of(visible, found, filters),
        page=page,
        pages=pages,
        suggestion="" if total or matches is None else suggestion_for(user=user, text=text),
    )


def query_variables(*, user: Visitor, text: str = "", page: int = 1, length: int = PAGE_LENGTH) -> VariablePage:
    """Find variables of published datasets by words; all of them, by name, without words. At most 6 queries."""
    visible = searchable(user)
    matches = backend().match(text) if text.strip() else None
    rows = Variable.objects.filter(dataset__in=visible.values("pk")).select_related("dataset__controller")
    if matches is None:
        total, datasets = rows.count(), visible.count()
        page, pages = _page_of(total, page, length)
        ordered = rows.order_by(_sort_column(), "dataset__key", "position")
        shown = tuple(ordered[(page - 1) * length : page * length])
        return VariablePage(shown, total, datasets, page, pages)
    keys = set(visible.filter(key__in=list(matches.datasets)).values_list("key", flat=True))
    names = [(key, name) for key in matches.datasets if key in keys for name in matches.variables.get(key, ())]
    page, pages = _page_of(len(names), page, length)
    shown = _variables_named(rows, names[(page - 1) * length : page * length])
    suggestion = "" if names else suggestion_for(user=user, text=text)
    return VariablePage(shown, len(names), len(keys), page, pages, suggestion)


def searchable(user: Visitor) -> QuerySet[Dataset]:
    """What a search may find: published, and visible to who asks."""
    return datasets_visible_to(user).filter(state=DatasetState.PUBLISHED)


def suggestion_for(*, user: Visitor, text: str) -> str:
    """Return the text with each word that has no hits replaced by a near one that has; empty where none is near."""
    words = text.split()
    better = [word if _has_hits(user, word) else _near(user, word) for word in words]
    return " ".join(better) if all(better) and better != words and _has_hits(user, " ".join(better)) else ""


def _near(user: Visitor, word: str) -> str:
    candidates = islice(backend().near_words(word), _SUGGESTION_TRIES)
    return next((candidate for candidate in candidates if _has_hits(user, candidate)), "")


def _has_hits(user: Visitor, text: str) -> bool:
    return searchable(user).filter(key__in=list(backend().match(text).datasets)).exists()


def _sort_column() -> str:
    return "sort_en" if (get_language() or "da").startswith("en") else "sort_da"


def _order(sort: Sort) -> list[Any]:
    """By title, or newest first; keys break ties, so that pages neither repeat nor lose a row."""
    newest = [F("published_at").desc()] if sort is Sort.NEWEST else []
    return [*newest, _sort_column(), "key"]


def _ranked_keys(datasets: QuerySet[Dataset], matches: Matches, sort: Sort) -> list[str]:
    """Return the keys of all hits in order; equal ranks by title."""
    keys = list(datasets.values_list("key", flat=True))
    if sort is Sort.BEST:
        keys.sort(key=lambda key: -matches.datasets[key])
    return keys


def _page_of(total: int, page: int, length: int) -> tuple[int, int]:
    pages = max(1, -(-total // length))
    return min(max(1, page), pages), pages


def _plain_hits(datasets: QuerySet[Dataset], page: int, length: int) -> tuple[Hit, ...]:
    rows = datasets.select_related("controller", "site")[(page - 1) * length : page * length]
    return tuple(Hit(dataset) for dataset in rows)


def _hits(keys: Sequence[str], matches: Matches) -> tuple[Hit, ...]:
    rows = {one.key: one for one in Dataset.objects.filter(key__in=keys).select_related("controller", "site")}
    found = matches.variables
    shown = [(key, name) for key in keys for name in found.get(key, ())[:_SHOWN_VARIABLES]]
    by_dataset: dict[str, list[Variable]] = {}
    for variable in _variables_named(Variable.objects.select_related("dataset"), shown) if shown else ():
        by_dataset.setdefault(variable.dataset.key, []).append(variable)
    return tuple(
        Hit(rows[key], tuple(by_dataset.get(key, ())), max(0, len(found.get(key, ())) - _SHOWN_VARIABLES))
        for key in keys
    )


def _variables_named(rows: QuerySet[Variable], names: Sequence[tuple[str, str]]) -> tuple[Variable, ...]:
    keys, wanted = {key for key, _ in names}, {name for _, name in names}
    found = {(one.dataset.key, one.name): one for one in rows.filter(dataset__key__in=keys, name__in=wanted)}
    return tuple(found[name] for name in names if name in found)
