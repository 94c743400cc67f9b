"""Labels of bands, and the edges they tell."""

from decimal import Decimal

import pytest

from analysis.plans.kinds import band_edges, band_labels


@pytest.mark.parametrize(
    "edges", [(0, 5, 10), (None, -5, 0, None), (Decimal("18.5"), 25, None), (None, 40), (40, None), (None, None)]
)
def test_labels_of_bands_tell_their_edges(edges) -> None:
    assert band_edges(band_labels(edges)) == tuple(None if edge is None else float(edge) for edge in edges)


@pytest.mark.parametrize("labels", [(), ("a",), ("<5", "6-<7"), ("5+", "6+"), ("<5", "1")])
def test_other_labels_tell_none(labels) -> None:
    assert band_edges(labels) is None
