"""What the page of one dataset shows."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from catalog.folding import fold
from catalog.models import Dataset, Variable
from catalog.vocabulary import CodingSystem, DatasetState, HealthCategory, Scheme

VARIABLES_A_PAGE: Final = 50
_SHOWN_NEIGHBOURS: Final = 3


@dataclass(frozen=True)
class DatasetPage:
    """A dataset's classifications, one page of its variables, and what it can be joined with."""

    categories: tuple[str, ...]
    systems: tuple[str, ...]
    variables: tuple[Variable, ...]
    variable_total: int
    found: int
    page: int
    length: int
    neighbours: tuple[Dataset, ...]
    more_neighbours: int


def dataset_page(*, dataset: Dataset, text: str = "", page: int = 1, wanted: str = "") -> DatasetPage:
    """Return what the page shows, in at most 6 queries whatever the number of variables.

    `text` narrows the variables; `wanted` names one whose page of the table is shown.
    """
    rows = dataset.variables.all()
    total = rows.count()
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    found = rows.count() if text else total
    if wanted and not text:
        page = _page_with(dataset, wanted) or page
    page = min(max(1, page), max(1, -(-found // VARIABLES_A_PAGE)))
    shown = tuple(rows.order_by("position")[(page - 1) * VARIABLES_A_PAGE : page * VARIABLES_A_PAGE])
    for variable in shown:
        variable.dataset = dataset
    codes = list(dataset.classifications.order_by("scheme", "code").values_list("scheme", "code"))
    neighbours = _neighbours(dataset)
    return DatasetPage(
        categories=tuple(str(HealthCategory(code).label) for scheme, code in codes if scheme == Scheme.CATEGORY),
        systems=tuple(str(CodingSystem(code).label) for scheme, code in codes if scheme == Scheme.SYSTEM),
        variables=shown,
        variable_total=total,
        found=found,
        page=page,
        length=VARIABLES_A_PAGE,
        neighbours=neighbours[:_SHOWN_NEIGHBOURS],
        more_neighbours=max(0, len(neighbours) - _SHOWN_NEIGHBOURS),
    )


def _page_with(dataset: Dataset, name: str) -> int | None:
    """The page of the table a variable stands on; positions count from 1 without gaps."""
    position = dataset.variables.filter(name=name).values_list("position", flat=True).first()
    return None if position is None else (position - 1) // VARIABLES_A_PAGE + 1


def _neighbours(dataset: Dataset) -> tuple[Dataset, ...]:
    """Published datasets of the same person domain, which plans can join with this one."""
    if not dataset.domain:
        return ()
    order = "sort_en" if (get_language() or "da").startswith("en") else "sort_da"
    same = Dataset.objects.filter(domain=dataset.domain, state=DatasetState.PUBLISHED).exclude(pk=dataset.pk)
    return tuple(same.only("key", "title_da", "title_en").order_by(order, "key"))
