"""The digits of means, deviations and quantiles against an attacker who knows the value of everybody but one.

Stated tolerance: a value counts as recovered when what was published leaves it less than a tenth of the range that
the values of the group span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.rules import HIDDEN, mean_form, quantile_forms, sd_form, significant
from analysis.site.ledger import Form, Lottery, Proposal
from analysis.site.ledger.forms import drawn
from analysis.site.ledger.secrets import DomainSecret
from tests.attacks.small_site import SmallSite, cells

DK = Profile()
TOLERANCE = 0.1
CANDIDATES = 60
SIZES = (15, 25, 40, 60, 90, 130, 200)


def distribution(kind: str, count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return {
        "flat": lambda: rng.integers(20, 90, count).astype(float),  # the middle half is half of the range
        "bell": lambda: np.round(rng.normal(75, 12, count), 1),
        "skew": lambda: np.round(np.exp(rng.normal(3, 1, count)), 1),
        "two ends": lambda: np.where(rng.random(count) < 0.5, 0.0, 10.0) + np.round(rng.random(count), 2),
    }[kind]()


KINDS = ("flat", "bell", "skew", "two ends")


def three_digits(values: np.ndarray) -> Proposal:
    return significant(float(np.mean(values)))


def mean(values: np.ndarray) -> Proposal:
    return mean_form(values, np.arange(len(values)), DK)


def sd(values: np.ndarray) -> Proposal:
    return sd_form(values, np.arange(len(values)), DK)


def outcomes(proposal: Proposal) -> set[Form]:
    """What may be published."""
    if not isinstance(proposal, Lottery):
        return {proposal}
    return ({proposal.low} if proposal.chance < 1 else set()) | ({proposal.high} if proposal.chance > 0 else set())


def span_left(values: np.ndarray, target: int, figure: Callable[[np.ndarray], Proposal], published: Form) -> float:
    """The range of values of the target, the others known, that can give what was published; as a share of all."""
    others = np.delete(values, target)
    ends = float(values.min()), float(values.max())
    tried = np.append(np.linspace(*ends, CANDIDATES), values[target])
    left = [one for one in tried if published in outcomes(figure(np.append(others, one)))]
    return (max(left) - min(left)) / (ends[1] - ends[0])


def spans(figure: Callable[[np.ndarray], Proposal], sizes: tuple[int, ...] = SIZES) -> list[float]:
    """Of three persons of each group: the least, one of the middle, the greatest."""
    secret, found = DomainSecret(bytes(range(32))), []
    for values in groups(sizes):
        proposal = figure(values)
        published = drawn(proposal, values.tobytes(), secret, figure="x")
        if published != HIDDEN:
            targets = np.argsort(values)[[0, len(values) // 2, -1]]
            found += [span_left(values, int(target), figure, published) for target in targets]
    assert len(found) > 90
    return found


def groups(sizes: tuple[int, ...]) -> Iterator[np.ndarray]:
    for kind in KINDS:
        for size in sizes:
            for seed in range(3):
                yield distribution(kind, size, seed)


def test_three_digits_would_recover_most():
    found = spans(three_digits)
    assert sum(span < TOLERANCE for span in found) > len(found) / 2


@pytest.mark.parametrize("figure", [mean, sd])
def test_what_is_published_recovers_nobody(figure):
    assert min(spans(figure)) >= TOLERANCE


@pytest.mark.parametrize("p", [0.25, 0.5])
def test_a_quantile_recovers_next_to_nobody(p):
    """A value that k persons share is published as it is: k - 1 of them know the value of the last."""

    def quantile(values: np.ndarray) -> Proposal:
        return quantile_forms(values, np.arange(len(values)), [p], profile=DK, grid=None)[0]

    found = spans(quantile, (110, 150, 200, 300))
    assert sum(span < TOLERANCE for span in found) <= len(found) / 40


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [25, 60, 130])
def test_n_times_the_mean_before_and_after_finds_no_value(tmp_path: Path, kind: str, size: int):
    """The target leaves with four persons whose values are known: n m - n' m' less those four is the target's value."""
    rows = pd.DataFrame({"_person": np.arange(size, dtype=np.int64), "x": distribution(kind, size, size)})
    before = published_mean(tmp_path, "before", rows, rows)
    span = float(rows.x.max() - rows.x.min())
    for target in (0, size // 2, size - 5):
        gone = [(target + step) % size for step in range(DK.k)]
        after = published_mean(tmp_path, f"{target}", rows, rows[~rows._person.isin(gone)])
        if HIDDEN in (before, after):
            continue
        estimate = size * before - (size - DK.k) * after - rows.x[gone[1:]].sum()
        assert abs(estimate - rows.x[target]) > TOLERANCE / 2 * span


def published_mean(folder: Path, name: str, rows: pd.DataFrame, among: pd.DataFrame) -> Form:
    """The mean of some rows from a site where `rows` was asked for first."""
    site = SmallSite(folder / name, rows)
    asked = [site.one("summary", part, of=["x"], statistics=["mean"]) for part in (rows, among)]
    return cells(asked[-1], "groups", "mean")["x",]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_mean_is_no_exact_count(share):
    """Ones and zeros with a half for a few: at least k numbers of ones remain possible, as for a count."""
    count = 100
    values = np.zeros(count)
    values[: int(share * count)] = 1.0
    values[-3:] = 0.5
    for published in outcomes(mean(values)):
        possible = [
            ones for ones in range(count - 3)
            if published in outcomes(mean(np.concatenate([np.ones(ones), np.zeros(count - 3 - ones), [0.5] * 3])))
        ]  # fmt: skip
        assert len(possible) >= DK.k
