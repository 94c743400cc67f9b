"""The facets of a list of datasets, each with the number of hits a further choice would leave.

Inside a facet the choices widen, between facets they narrow; so the counts of a facet leave its own choices out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from catalog.models import Classification, Dataset
from catalog.models.text import spoken
from catalog.search.types import Facet, Filters
from catalog.vocabulary import CODES_OF, Scheme

SCHEMES: Final[Mapping[Facet, Scheme]] = {Facet.CATEGORY: Scheme.CATEGORY, Facet.SYSTEM: Scheme.SYSTEM}
"""The facets whose values are codes that a dataset is classified by."""


@dataclass(frozen=True)
class FacetValue:
    """One choice: its value in the address, its name, its hits, and whether it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool


Facets = Mapping[Facet, tuple[FacetValue, ...]]
"""The values of each facet, most hits first. A value without hits stays, greyed."""


def narrowed(datasets: QuerySet[Dataset], filters: Filters, *, but: Facet | None = None) -> QuerySet[Dataset]:
    """Return the datasets that fit the filters, those of the facet `but` left out."""
    for facet in Facet:
        chosen = filters.of(facet)
        if chosen and facet is not but:
            datasets = datasets.filter(_fits(facet, chosen))
    return datasets


def facets_of(visible: QuerySet[Dataset], found: QuerySet[Dataset], filters: Filters) -> Facets:
    """Count the facets of what was found, with every value of what is visible. 2 queries."""
    values: dict[Facet, Iterable[FacetValue]] = {Facet.CONTROLLER: _controllers(visible, found, filters)}
    counts = _classification_counts(visible, found, filters)
    for facet, scheme in SCHEMES.items():
        values[facet] = _codes(counts, scheme, filters.of(facet))
    return {facet: tuple(sorted(values[facet], key=lambda one: (-one.count, one.label))) for facet in Facet}


def _fits(facet: Facet, chosen: frozenset[str]) -> Q:
    if facet is Facet.CONTROLLER:
        return Q(controller__key__in=chosen)
    rows = Classification.objects.filter(scheme=SCHEMES[facet], code__in=chosen)
    return Q(pk__in=rows.values_list("dataset", flat=True))


def _controllers(visible: QuerySet[Dataset], found: QuerySet[Dataset], filters: Filters) -> Iterable[FacetValue]:
    hits = Q(pk__in=narrowed(found, filters, but=Facet.CONTROLLER).values("pk"))
    rows = visible.order_by().values_list("controller__key", "controller__name_da", "controller__name_en")
    for key, name_da, name_en, count in rows.annotate(hits=Count("pk", filter=hits)):
        yield FacetValue(key, spoken(name_da, name_en), count, key in filters.of(Facet.CONTROLLER))


def _classification_counts(
    visible: QuerySet[Dataset], found: QuerySet[Dataset], filters: Filters
) -> Mapping[tuple[str, str], int]:
    hits = Q()
    for facet, scheme in SCHEMES.items():
        hits |= Q(scheme=scheme, dataset__in=narrowed(found, filters, but=facet).values("pk"))
    rows = Classification.objects.filter(dataset__in=visible.values("pk")).order_by().values("scheme", "code")
    return {(row["scheme"], row["code"]): row["hits"] for row in rows.annotate(hits=Count("pk", filter=hits))}


def _codes(counts: Mapping[tuple[str, str], int], scheme: Scheme, chosen: frozenset[str]) -> Iterable[FacetValue]:
    labels = CODES_OF[scheme]
    for (one, code), count in counts.items():
        if one == scheme:
            yield FacetValue(code, str(labels(code).label), count, code in chosen)
