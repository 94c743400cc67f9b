"""What the catalogue shows under the search field of the front page: how much there is, and some ways in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from catalog.models import Variable
from catalog.search.backend import backend
from catalog.selectors.visibility import published_datasets
from portal.ui.slots import PAGE, Slot

SUBJECTS: Final = (_("Hospital contacts"), _("Medicine"), _("Laboratory results"), _("Cancer"), _("Causes of death"))
"""Words people look for, searched for as they stand; one that finds nothing is left out."""


class Entrance(Slot):
    """Published datasets and variables in figures, and searches that lead somewhere.

    2 queries with the index on disk; without it at most 2 more for each subject.
    """

    template = "catalog/home_links.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        datasets = published_datasets()
        variables = Variable.objects.filter(dataset__in=datasets.values("pk"))
        found = backend()
        subjects = [subject for subject in SUBJECTS if found.finds(str(subject))]
        return {PAGE: {"datasets": datasets.count(), "variables": variables.count(), "subjects": subjects}}
