from itertools import pairwise

import pytest

from analysis.site.ledger import Lottery
from analysis.site.ledger.forms import COARSE_BASE, NOISE, coarse, drawn, rounded
from analysis.site.ledger.secrets import DomainSecret

SECRET = DomainSecret(b"s" * 32)


def prints(count):
    return [number.to_bytes(16, "big") for number in range(count)]


@pytest.mark.parametrize(
    ("count", "forms"), [(0, {"<5"}), (4, {"<5"}), (5, {5}), (7, {5, 10}), (20, {20}), (24, {20, 25})]
)
def test_round(count, forms):
    assert {rounded(count, one, SECRET, k=5, b=5) for one in prints(60)} == forms


def test_round_goes_up_with_the_share_of_the_remainder():
    up = sum(rounded(24, one, SECRET, k=5, b=5) == 25 for one in prints(2000))
    assert 1530 < up < 1670


@pytest.mark.parametrize(("chance", "share"), [(0.0, 0), (0.2, 0.2), (1.0, 1)])
def test_a_lottery_is_right_on_average(chance, share):
    found = [drawn(Lottery(5.0, 10.0, chance), one, SECRET, figure="mean") for one in prints(2000)]
    assert found.count(10.0) / 2000 == pytest.approx(share, abs=0.03) and set(found) <= {5.0, 10.0}
    assert found == [drawn(Lottery(5.0, 10.0, chance), one, SECRET, figure="mean") for one in prints(2000)]


@pytest.mark.parametrize("form", [0, 2.5, "hidden"])
def test_a_figure_without_a_lottery_is_itself(form):
    assert drawn(form, b"", SECRET, figure="mean") == form


def test_the_noise_has_its_variance():
    shares = [NOISE[0], *(later - earlier for earlier, later in pairwise(NOISE))]
    assert sum(share * (at - 5) ** 2 for at, share in enumerate(shares)) == pytest.approx(3.0)
    assert sum(share * (at - 5) for at, share in enumerate(shares)) == pytest.approx(0.0)


@pytest.mark.parametrize("count", range(10))
def test_coarse_shows_nothing_under_ten(count):
    assert {coarse(count, one, SECRET, k=5, b=COARSE_BASE) for one in prints(40)} == {"<10"}


def test_coarse_moves_by_at_most_ten():
    assert {coarse(100, one, SECRET, k=5, b=COARSE_BASE) for one in prints(300)} <= {90, 100, 110}
