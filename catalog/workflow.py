"""The life of a description: the table a colleague at an authority can read.

A published description may be edited, and the change is seen at once; it must stay complete. A retired one is opened as
a draft before it is published again, so that nothing comes back unread.
"""

from catalog.facts import DatasetEdited, DatasetImported, DatasetPublished, DatasetReopened, DatasetRetired
from catalog.models import Dataset
from catalog.rules.publishing import Description, check_can_publish
from catalog.vocabulary import DatasetState, Scheme
from portal.accounts.roles import Perm
from portal.workflow import T, Table

_DRAFT, _PUBLISHED, _RETIRED = DatasetState.DRAFT, DatasetState.PUBLISHED, DatasetState.RETIRED


def description_of(dataset: Dataset) -> Description:
    """Return what the rules judge, in 2 queries."""
    plain = {name: getattr(dataset, name) for name in Description.__dataclass_fields__ if hasattr(dataset, name)}
    return Description(
        **{
            **plain,
            "source_links": tuple(dataset.source_links),
            "categories": tuple(dataset.classifications.filter(scheme=Scheme.CATEGORY).values_list("code", flat=True)),
            "variable_count": dataset.variables.count(),
        }
    )


DATASET = Table(
    "dataset",
    states=DatasetState,
    facts_of=description_of,
    transitions=[
        T("edit", (_DRAFT, _PUBLISHED), None, Perm.EDIT_DATASET, fact=DatasetEdited),
        T("import", (_DRAFT, _PUBLISHED), None, Perm.EDIT_DATASET, fact=DatasetImported),
        T("publish", _DRAFT, _PUBLISHED, Perm.PUBLISH_DATASET, guard=check_can_publish, fact=DatasetPublished),
        T("retire", _PUBLISHED, _RETIRED, Perm.RETIRE_DATASET, fact=DatasetRetired),
        T("reopen", _RETIRED, _DRAFT, Perm.EDIT_DATASET, fact=DatasetReopened),
    ],
)
