"""Which index answers: the one on disk where it stands in the right version, else the database's own columns."""

from pathlib import Path

from django.conf import settings

from catalog.search.columns import FoldedColumns
from catalog.search.tantivy_index import TantivyIndex
from catalog.search.types import Backend

_opened: dict[Path, TantivyIndex] = {}


def index_on_disk() -> TantivyIndex:
    """The index of this installation, one object a process. Only the worker may call its `index`, inside `alone`."""
    directory = Path(settings.DATA_DIR) / "search"
    return _opened.setdefault(directory, TantivyIndex(directory))


def backend() -> Backend:
    """Return the backend that answers now."""
    index = index_on_disk()
    return index if index.is_ready() else FoldedColumns()
