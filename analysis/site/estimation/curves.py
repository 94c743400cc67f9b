"""Curves of time to an event: Kaplan-Meier, medians, restricted means, log-rank. Numbers in, numbers out.

Everything is computed from counts at distinct times; `one_time` first makes times that differ by rounding one. At
risk are those who entered before a time and have not left before it: an entry on the day of an event comes after the
event, a censoring on it too. Intervals, medians and restricted means are those of R's `survival` (survfit, survdiff);
the tests hold them to its printed answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy  # its parts load when first used: a count needs none
from numpy.typing import NDArray

from .confidence import normal_quantile
from .times import TIED

Values = NDArray[np.float64]


class Scale(StrEnum):
    """The scale on which an interval is symmetric; the first is the default, as in R."""

    LOG = "log"
    LOG_LOG = "log-log"
    PLAIN = "plain"


@dataclass(frozen=True)
class Risk:
    """Counts at distinct, rising times: at risk just before, events, censored and entered at the time.

    `entered` is None where all are followed from the start.
    """

    times: Values
    at_risk: Values
    events: Values
    censored: Values
    entered: Values | None = None

    def before(self, times: Sequence[float] | Values) -> Values:
        """How many were at risk just before some times."""
        asked = np.asarray(times, np.float64)
        places = np.searchsorted(self.times, asked - _slack(asked), side="left")
        left = np.concatenate([[0.0], np.cumsum(self.events + self.censored)])
        if self.entered is None:
            return np.asarray(left[-1] - left[places], np.float64)
        return np.asarray(np.concatenate([[0.0], np.cumsum(self.entered)])[places] - left[places], np.float64)

    def places(self, times: Sequence[float]) -> NDArray[np.int64]:
        """The point that holds at each of some times: -1 before the first, its number of points after the last."""
        asked = np.asarray(times, np.float64)
        places = np.searchsorted(self.times, asked + _slack(asked), side="right") - 1
        after = asked - _slack(asked) > (self.times[-1] if len(self.times) else -np.inf)
        return np.where(after, len(self.times), places).astype(np.int64)


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve, a point for each distinct time; `error` is that of its logarithm."""

    risk: Risk
    survival: Values
    error: Values
    lower: Values
    upper: Values


@dataclass(frozen=True)
class LogRank:
    """The log-rank test: events observed and expected in each group; no statistic where fewer than two could have any."""

    observed: Values
    expected: Values
    statistic: float | None
    df: int
    p_value: float | None


def _slack(times: Values) -> Values:
    """How far a time may be from another that it equals but for rounding."""
    return TIED * np.maximum(1.0, np.abs(times))


def risk_of(times: Values, *, events: Values, censored: Values, entered: Values | None = None) -> Risk:
    """Counts at times in any order become a table of risk; `entered` counts entries, None is all from the start."""
    distinct, places = np.unique(times, return_inverse=True)

    def at_times(counts: Values) -> Values:
        return np.bincount(places, weights=counts, minlength=len(distinct)).astype(np.float64)

    failed, lost = at_times(events), at_times(censored)
    left_before = np.cumsum(failed + lost) - failed - lost
    if entered is None:
        return Risk(distinct, float(np.sum(failed + lost)) - left_before, failed, lost)
    came = at_times(entered)
    return Risk(distinct, np.cumsum(came) - came - left_before, failed, lost, came)


def kaplan_meier(risk: Risk, scale: Scale = Scale.LOG) -> Curve:
    """The Kaplan-Meier curve with Greenwood's error."""
    at_risk = np.where(risk.events > 0, risk.at_risk, 1.0)
    survival = np.asarray(np.cumprod(1 - risk.events / at_risk), np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(risk.events > 0, risk.events / (at_risk * (at_risk - risk.events)), 0.0)
    error = np.asarray(np.sqrt(np.cumsum(terms)), np.float64)
    return Curve(risk, survival, error, *interval(survival, error, scale))


def interval(share: Values, error: Values, scale: Scale) -> tuple[Values, Values]:
    """Limits of a share from the error of its logarithm, NaN where R gives none; R's `survfit_confint`."""
    half = normal_quantile() * error
    with np.errstate(all="ignore"):
        match scale:
            case Scale.LOG:
                inside = np.where(share == 0, np.nan, share)
                return inside * np.exp(-half), np.minimum(inside * np.exp(half), 1)
            case Scale.LOG_LOG:
                inside = np.where((share == 0) | (share == 1), np.nan, share)
                log, factor = np.log(inside), np.exp(half / np.abs(np.log(inside)))
                return np.exp(log * factor), np.exp(log / factor)
            case _:
                return np.maximum(share - half * share, 0), np.minimum(share + half * share, 1)


def median(times: Values, shares: Values) -> float | None:
    """When a falling curve is first at a half or below; exactly a half is the middle between there and the next drop."""
    below = shares < 0.5 + TIED  # NaN is not
    if not below.any():
        return None
    times, shares = times[below], shares[below]
    falls = shares < shares[0]
    if abs(shares[0] - 0.5) < TIED and falls.any():
        return float(times[0] + times[np.argmax(falls)]) / 2
    return float(times[0])


def restricted_mean(curve: Curve, until: float) -> tuple[float, float]:
    """Mean time without the event up to `until`, from 0, and its standard error; the last step is drawn on, as in R."""
    kept = curve.risk.times <= until
    times = np.concatenate([[min(0.0, *curve.risk.times[:1])], curve.risk.times[kept], [until]])
    areas = np.diff(times) * np.concatenate([[1.0], curve.survival[kept]])
    at_risk, events = curve.risk.at_risk[kept], curve.risk.events[kept]
    rest = at_risk - events
    spread = np.where(rest > 0, events / np.where(rest > 0, at_risk * rest, 1), 0.0)
    after = np.cumsum(areas[:0:-1])[::-1]  # the area after each time
    return float(areas.sum()), float(np.sqrt(np.sum(after**2 * spread)))


def log_rank(strata: Sequence[Sequence[Risk]]) -> LogRank:
    """The log-rank test of groups: in each stratum a table of risk for each of the groups, in the same order."""
    groups = len(strata[0])
    observed, expected = np.zeros(groups), np.zeros(groups)
    covariance = np.zeros((groups, groups))
    for tables in strata if groups else ():
        times = np.unique(np.concatenate([risk.times[risk.events > 0] for risk in tables]))
        at_risk, events = (np.array(counts) for counts in zip(*(_at(risk, times) for risk in tables), strict=True))
        n, d = at_risk.sum(axis=0), events.sum(axis=0)
        share = at_risk / n
        observed += events.sum(axis=1)
        expected += share @ d
        weight = d * (n - d) / np.maximum(n - 1, 1)  # 0 where the last one at risk has the event
        covariance += np.diag(share @ weight) - (share * weight) @ share.T
    return _tested(observed, expected, covariance)


def _at(risk: Risk, times: Values) -> tuple[Values, Values]:
    """How many were at risk and had the event at some times."""
    events = np.zeros(len(times))
    happened = risk.events > 0
    events[np.searchsorted(times, risk.times[happened])] = risk.events[happened]
    return risk.before(times), events


def _tested(observed: Values, expected: Values, covariance: Values) -> LogRank:
    """Groups in which nothing could happen take no part, and the first of the others follows from the rest."""
    taking_part = np.flatnonzero(expected > 0)
    df = len(taking_part) - 1
    if df < 1:
        return LogRank(observed, expected, None, 0, None)
    rest = taking_part[1:]
    difference = (observed - expected)[rest]
    try:
        statistic = float(difference @ np.linalg.solve(covariance[np.ix_(rest, rest)], difference))
    except np.linalg.LinAlgError:  # every event left nobody at risk: nothing to compare
        return LogRank(observed, expected, None, df, None)
    return LogRank(observed, expected, statistic, df, float(scipy.special.chdtrc(df, statistic)))
