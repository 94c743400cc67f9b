"""What a catalogue administrator has to look after."""

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language

from catalog.models import Dataset
from catalog.selectors.visibility import Visitor, own_organisations
from catalog.vocabulary import DatasetState
from portal.accounts.policy import organisations_where
from portal.accounts.roles import Role

_ORDER = (DatasetState.DRAFT, DatasetState.PUBLISHED, DatasetState.RETIRED)


@dataclass(frozen=True)
class OwnDatasets:
    """The datasets of the person's controllers, and what the person may do with the list."""

    datasets: QuerySet[Dataset]
    may_see: bool
    may_create: bool


def own_datasets(*, user: Visitor) -> OwnDatasets:
    """Return the own controllers' datasets, drafts first, with the number of their variables."""
    held = own_organisations(user)
    language = "sort_en" if (get_language() or "da").startswith("en") else "sort_da"
    rank = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(_ORDER)), output_field=IntegerField()
    )
    rows = Dataset.objects.filter(controller__in=held)
    return OwnDatasets(
        datasets=rows.select_related("controller", "site")
        .annotate(variable_count=Count("variables"))
        .order_by(rank, language, "key"),
        may_see=bool(held),
        may_create=bool(organisations_where(user, Role.CATALOGUE_ADMIN)),
    )
