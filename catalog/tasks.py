"""Background work of the catalogue: the worker is the only writer of the index."""

from celery import shared_task
from django.core.cache import cache

from catalog.models import Dataset
from catalog.search.backend import index_on_disk
from catalog.search.documents import documents_of
from catalog.vocabulary import DatasetState

_RUNG = "catalog.index.rung"
_RUNG_SECONDS = 2


def rebuild() -> int:
    """Write the whole index from the published descriptions. Returns their number. For the worker only."""
    index = index_on_disk()
    with index.alone():
        rows = Dataset.objects.filter(state=DatasetState.PUBLISHED).select_related("controller")
        datasets = list(rows.prefetch_related("classifications", "variables"))
        index.index(documents_of(datasets))
    return len(datasets)


@shared_task(name="catalog.rebuild_search_index")
def rebuild_search_index() -> int:
    """Renew the index after a change. May run twice: the second run writes the same."""
    cache.delete(_RUNG)
    return rebuild()


def ring() -> None:
    """Ask the worker for a new index; many changes in a moment ask once."""
    if cache.add(_RUNG, True, _RUNG_SECONDS):
        rebuild_search_index.apply_async(countdown=1)
