"""Cox's partial likelihood of turned columns, with all that is derived from it: information, residuals, leverages.

Rows are grouped by event time. The second moments of all risk sets are one weighted product of the columns with
themselves, since a row's weight in it is its hazard times the sum over the event times it was at risk at; only first
moments are kept by event time. So an iteration costs n p² in two passes over the rows, and no p x p matrix per row or time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .basis import Basis
from .designs import Matrix, Values
from .newton import Point
from .risk_sets import RiskSets

Gather = Callable[[slice, Matrix], None]
"""What sees every block of turned columns on the way."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """At some coefficients: each row's hazard (times its units), and what is at risk when each event's turn comes."""

    value: float
    hazards: Values
    left: Values


@dataclass(frozen=True, eq=False)
class Moments:
    """First moments by event time: hazard times columns over the risk set, and over the dying."""

    risk: Matrix
    dying: Matrix


@dataclass(frozen=True, eq=False)
class PartialLikelihood:
    """The likelihood of a design's turned columns over risk sets."""

    basis: Basis
    sets: RiskSets

    def predictors(self, coefficients: Values) -> Values:
        """The linear predictor of every row, its mean zero."""
        found = np.empty(self.basis.design.rows)
        for rows, block in self.basis.blocks():
            found[rows] = block @ coefficients
        return found

    def largest_change(self, step: Values) -> float:
        """The largest change between two rows: only differences of predictors count in a partial likelihood."""
        return float(np.ptp(self.predictors(step)))

    def at(self, coefficients: Values) -> Point:
        """Value, score and information."""
        weighed = self.weigh(coefficients)
        if not np.isfinite(weighed.value):  # a step too long, which is halved
            size = len(coefficients)
            return Point(-np.inf, np.zeros(size), np.eye(size))
        score, information = self.derivatives(weighed, [np.ones(self.sets.times)])[0]
        return Point(weighed.value, score, information)

    def weigh(self, coefficients: Values) -> Weighed:
        """The first pass: hazards, and the log-likelihood."""
        sets, predictors = self.sets, self.predictors(coefficients)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            hazards = sets.units * np.exp(predictors)
            entered, dying = sets.blank(), np.zeros(sets.times)
            everything = slice(0, len(hazards))
            sets.enter(entered, hazards, everything)
            sets.add_events(dying, hazards, everything)
            left = sets.over_risk_sets(entered)[sets.at] - sets.fractions * dying[sets.at]
            value = float(sets.units[sets.event] @ predictors[sets.event] - np.log(left).sum())
        return Weighed(value, hazards, left)

    def derivatives(self, weighed: Weighed, clocks: Sequence[Values]) -> list[tuple[Values, Matrix]]:
        """The second pass: score and information with every event time weighted by each clock."""
        weights = [self._row_weights(weighed, clock) for clock in clocks]
        width = self.basis.design.width
        scores = [np.zeros(width) for _ in clocks]
        squares = [np.zeros((width, width)) for _ in clocks]

        def gather(rows: slice, block: Matrix) -> None:
            for (excess, weight), score, square in zip(weights, scores, squares, strict=True):
                score += block.T @ excess[rows]
                square += (block * weight[rows, None]).T @ block

        moments = self.moments(weighed, gather)
        corrections = (self._between(weighed, moments, clock) for clock in clocks)
        return [(score, square - less) for score, square, less in zip(scores, squares, corrections, strict=True)]

    def moments(self, weighed: Weighed, gather: Gather | None = None) -> Moments:
        """First moments by event time; `gather` sees every block on the way."""
        sets, width = self.sets, self.basis.design.width
        entered = np.zeros((sets.times + 1, width), order="F")
        dying = np.zeros((sets.times, width), order="F")
        for rows, block in self.basis.blocks():
            hazards = weighed.hazards[rows]
            for at in range(width):
                parts = hazards * block[:, at]
                sets.enter(entered[:, at], parts, rows)
                sets.add_events(dying[:, at], parts, rows)
            if gather is not None:
                gather(rows, block)
        risk = np.empty((sets.times, width), order="F")
        for at in range(width):
            risk[:, at] = sets.over_risk_sets(entered[:, at])
        return Moments(risk, dying)

    def _row_weights(self, weighed: Weighed, clock: Values) -> tuple[Values, Values]:
        """For every row: events less expected events, and expected events, both times the clock."""
        sets = self.sets
        expected = weighed.hazards * sets.passed(sets.by_time(clock[sets.at] / weighed.left))
        own = sets.by_time(clock[sets.at] * sets.fractions / weighed.left)
        at_event = sets.last[sets.event] - 1
        expected[sets.event] -= weighed.hazards[sets.event] * own[at_event]
        excess = -expected
        excess[sets.event] += sets.units[sets.event] * clock[at_event]
        return excess, expected

    def _between(self, weighed: Weighed, moments: Moments, clock: Values) -> Matrix:
        """The sum over events of mean times mean: what second moments are about."""
        sets, by_left = self.sets, clock[self.sets.at] / weighed.left**2
        whole, part = sets.by_time(by_left), sets.by_time(by_left * sets.fractions)
        both = sets.by_time(by_left * sets.fractions**2)
        risk, dying = moments.risk, moments.dying
        found: Matrix = risk.T @ (risk * whole[:, None] - dying * part[:, None])
        found += dying.T @ (dying * both[:, None] - risk * part[:, None])
        return found

    def residuals(self, coefficients: Values) -> Iterator[tuple[slice, Matrix]]:
        """Score residuals of every row, as R's `residuals(type = "score")`: events less what the risk sets expect."""
        sets, weighed = self.sets, self.weigh(coefficients)
        moments = self.moments(weighed)
        excess, _ = self._row_weights(weighed, np.ones(sets.times))
        passed, own, mean = self._mean_sums(weighed, moments)
        for rows, block in self.basis.blocks():
            hazards, event = weighed.hazards[rows], sets.event[rows]
            found = block * excess[rows, None]
            found += hazards[:, None] * (passed[sets.last[rows]] - passed[sets.first[rows]])
            at_event = sets.last[rows][event] - 1
            found[event] -= hazards[event, None] * own[at_event] + mean[at_event]
            yield rows, found

    def _mean_sums(self, weighed: Weighed, moments: Moments) -> tuple[Matrix, Matrix, Matrix]:
        """Of the risk sets' means: their hazard sums climbed over time; the dying's own part; their mean over turns."""
        sets = self.sets
        by_left, square = 1 / weighed.left, 1 / weighed.left**2

        def summed(by_event: Values) -> Matrix:
            whole, part = sets.by_time(by_event), sets.by_time(by_event * sets.fractions)
            found: Matrix = moments.risk * whole[:, None] - moments.dying * part[:, None]
            return found

        climbed = np.concatenate([np.zeros((1, moments.risk.shape[1])), np.cumsum(summed(square), axis=0)])
        mean = summed(by_left) / sets.deaths[:, None]
        return climbed, summed(square * sets.fractions), mean

    def leverages(self, coefficients: Values, bread: Matrix) -> Values:
        """Each row's share of the information; they add up to the number of coefficients.

        The sum over its event times of hazard share times squared distance, under the inverse information, from the
        risk set's mean.
        """
        sets, weighed = self.sets, self.weigh(coefficients)
        moments = self.moments(weighed)
        _, expected = self._row_weights(weighed, np.ones(sets.times))
        passed, own, _ = self._mean_sums(weighed, moments)
        far, own_far = self._squared_means(weighed, moments, bread)
        found = np.empty(self.basis.design.rows)
        for rows, block in self.basis.blocks():
            last, first, event = sets.last[rows], sets.first[rows], sets.event[rows]
            means, squares = passed[last] - passed[first], far[last] - far[first]
            means[event] -= own[last[event] - 1]
            squares[event] -= own_far[last[event] - 1]
            spread = block @ bread
            inner = np.einsum("ij,ij->i", spread, block) * expected[rows]
            inner += weighed.hazards[rows] * (squares - 2 * np.einsum("ij,ij->i", spread, means))
            found[rows] = inner
        return found

    def _squared_means(self, weighed: Weighed, moments: Moments, bread: Matrix) -> tuple[Values, Values]:
        """Squared means of the risk sets at each turn, by hazard: climbed over time, and the dying's own part."""
        sets = self.sets
        risk, dying = moments.risk @ bread, moments.dying @ bread
        terms = [np.einsum("ij,ij->i", a, b)[sets.at] for a, b in ((risk, moments.risk), (risk, moments.dying))]
        terms.append(np.einsum("ij,ij->i", dying, moments.dying)[sets.at])
        by_event = terms[0] - 2 * sets.fractions * terms[1] + sets.fractions**2 * terms[2]
        by_event /= weighed.left**3
        climbed = np.concatenate([[0.0], np.cumsum(sets.by_time(by_event))])
        return climbed, sets.by_time(by_event * sets.fractions)
