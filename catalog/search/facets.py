"""The facets of a list of datasets, each with the number of hits a further choice would leave.

Inside a facet the choices widen, between facets they narrow; so the counts of a facet leave its own choices out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from catalog.models import Classification, Dataset
from catalog.models.text import spoken
from catalog.search.types import Filters
from catalog.vocabulary import CODES_OF, Scheme


@dataclass(frozen=True)
class FacetValue:
    """One choice: its value in the address, its name, its hits, and whether it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facets:
    """The facets of the page. A value without hits stays, greyed."""

    controllers: tuple[FacetValue, ...]
    categories: tuple[FacetValue, ...]
    systems: tuple[FacetValue, ...]

    @property
    def chosen(self) -> tuple[FacetValue, ...]:
        """Every chosen value, in the order of the page."""
        return tuple(
            one for group in (self.controllers, self.categories, self.systems) for one in group if one.is_chosen
        )


def narrowed(datasets: QuerySet[Dataset], filters: Filters, *, but: str = "") -> QuerySet[Dataset]:
    """Return the datasets that fit the filters, those of the facet `but` left out."""
    if filters.controllers and but != "controllers":
        datasets = datasets.filter(controller__key__in=filters.controllers)
    if filters.categories and but != "categories":
        datasets = datasets.filter(pk__in=_classified(Scheme.CATEGORY, filters.categories))
    if filters.systems and but != "systems":
        datasets = datasets.filter(pk__in=_classified(Scheme.SYSTEM, filters.systems))
    return datasets


def facets_of(visible: QuerySet[Dataset], found: QuerySet[Dataset], filters: Filters) -> Facets:
    """Count the facets of what was found, with every value of what is visible. 2 queries."""
    hits = Q(pk__in=narrowed(found, filters, but="controllers").values("pk"))
    rows = (
        visible.order_by()
        .values("controller__key", "controller__name_da", "controller__name_en")
        .annotate(hits=Count("pk", filter=hits))
    )
    controllers = [
        FacetValue(
            row["controller__key"],
            spoken(row["controller__name_da"], row["controller__name_en"]),
            row["hits"],
            row["controller__key"] in filters.controllers,
        )
        for row in rows
    ]
    counts = _classification_counts(visible, found, filters)
    return Facets(
        controllers=_most_first(controllers),
        categories=_most_first(_values(counts, Scheme.CATEGORY, filters.categories)),
        systems=_most_first(_values(counts, Scheme.SYSTEM, filters.systems)),
    )


def _classified(scheme: Scheme, codes: frozenset[str]) -> QuerySet[Classification, int]:
    return Classification.objects.filter(scheme=scheme, code__in=codes).values_list("dataset", flat=True)


def _classification_counts(
    visible: QuerySet[Dataset], found: QuerySet[Dataset], filters: Filters
) -> Mapping[tuple[str, str], int]:
    by_category = narrowed(found, filters, but="categories").values("pk")
    by_system = narrowed(found, filters, but="systems").values("pk")
    hits = Q(scheme=Scheme.CATEGORY, dataset__in=by_category) | Q(scheme=Scheme.SYSTEM, dataset__in=by_system)
    rows = Classification.objects.filter(dataset__in=visible.values("pk")).order_by().values("scheme", "code")
    return {(row["scheme"], row["code"]): row["hits"] for row in rows.annotate(hits=Count("pk", filter=hits))}


def _values(counts: Mapping[tuple[str, str], int], scheme: Scheme, chosen: frozenset[str]) -> Iterable[FacetValue]:
    labels = CODES_OF[scheme]
    for (one, code), count in counts.items():
        if one == scheme:
            yield FacetValue(code, str(labels(code).label), count, code in chosen)


def _most_first(values: Iterable[FacetValue]) -> tuple[FacetValue, ...]:
    return tuple(sorted(values, key=lambda one: (-one.count, one.label)))
