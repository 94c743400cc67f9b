"""Search in the catalogue: `query` answers, `rebuild` writes the index (worker only).

The index proposes, the database disposes: what a backend finds is filtered by what the asker may see before anything is
counted, so that a hidden dataset is in no hit, no facet count and no "did you mean", however old the index is.
"""

from catalog.search.query import CataloguePage, Hit, query
from catalog.search.types import Facet, Filters, Sort

__all__ = ["CataloguePage", "Facet", "Filters", "Hit", "Sort", "query"]
