"""The tables of a model: coefficients, fit, tests; and its notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when first used

from analysis.site.estimation.confidence import LEVEL
from analysis.site.estimation.designs import Values
from analysis.site.estimation.proportionality import PhTest

from .computed import Note
from .design import Head
from .groups import or_none
from .levels import Factor
from .tables import Cell, Row, Table, column, table

GLOBAL = "global"
"""The row of the test of all terms together."""
OVERDISPERSED = 1.5
"""Pearson's chi-square over its degrees of freedom above which counts vary more than a Poisson model says."""

FIT = (
    "persons", "records", "events", "dropped", "df", "log_likelihood", "log_likelihood_null", "deviance", "r_squared",
    "adjusted_r_squared", "sigma", "dispersion", "concordance", "ties",
)  # fmt: skip
_ROLES = {"persons": "count", "records": "count", "events": "count", "dropped": "count", "df": "test", "ties": "label"}


@dataclass(frozen=True)
class Estimates:
    """Coefficients with standard errors. `df` gives Student's t, None the normal; `ratio` is there but for linear."""

    heads: Sequence[Head]
    estimates: Values
    errors: Values
    df: int | None = None
    has_ratio: bool = True

    def table(self) -> Table:
        """The table `coefficients` with 95 % intervals."""
        columns = [column("term", "label"), column("level", "label"), column("estimate", "estimate")]
        columns += [column("standard_error", "error"), column("lower", "interval"), column("upper", "interval")]
        columns += [column("statistic", "test"), column("p_value", "test")]
        if self.has_ratio:
            columns += [
                column("ratio", "estimate"),
                column("ratio_lower", "interval"),
                column("ratio_upper", "interval"),
            ]
        return table("coefficients", columns, self._rows())

    def _rows(self) -> Iterable[Row]:
        half = self._quantile() * self.errors
        lower, upper = self.estimates - half, self.estimates + half
        with np.errstate(all="ignore"):
            statistic = self.estimates / self.errors
            figures = [self.estimates, self.errors, lower, upper, statistic, self._p_values(statistic)]
            if self.has_ratio:
                figures += [np.exp(self.estimates), np.exp(lower), np.exp(upper)]
        for head, *cells in zip(self.heads, *figures, strict=True):
            yield [*head, *(or_none(cell) for cell in cells)]

    def _quantile(self) -> float:
        tail = (1 + LEVEL) / 2
        return float(scipy.special.ndtri(tail) if self.df is None else scipy.special.stdtrit(self.df, tail))

    def _p_values(self, statistic: Values) -> Values:
        away = -np.abs(statistic)
        found: Values = 2 * (scipy.special.ndtr(away) if self.df is None else scipy.special.stdtr(self.df, away))
        return np.where(np.isfinite(statistic), found, np.nan)


def fit_table(**figures: Cell) -> Table:
    """The one row of `fit`; what a model does not have is null."""
    columns = [column(name, _ROLES.get(name, "estimate")) for name in FIT]
    values = (figures.get(name) for name in FIT)
    return table("fit", columns, [[or_none(value) if isinstance(value, float) else value for value in values]])


def ph_table(tests: Iterable[tuple[str, PhTest]]) -> Table:
    """The table `test` of proportional hazards: a row a term and one of all together, GLOBAL."""
    columns = [column("test", "label"), column("term", "label")]
    columns += [column(name, "test") for name in ("statistic", "df", "df2", "p_value")]
    return table("test", columns, [["ph", name, one.statistic, one.df, None, one.p_value] for name, one in tests])


def level_notes(factors: Mapping[str, Factor]) -> list[Note]:
    """What became of levels nobody has, of rare ones, and of a reference that is not there."""
    told = (
        ("empty_levels", [name for name, one in factors.items() if one.empty]),
        ("merged_levels", [name for name, one in factors.items() if one.merged]),
        ("reference_missing", [name for name, one in factors.items() if one.lacks_reference]),
    )
    return [_note(code, names=", ".join(names)) for code, names in told if names]


def dispersion_notes(dispersion: float) -> list[Note]:
    """That counts vary more than a Poisson model says."""
    if dispersion <= OVERDISPERSED:
        return []
    return [_note("overdispersion", da=f"{dispersion:.2f}".replace(".", ","), en=f"{dispersion:.2f}")]


def repeated_note() -> Note:
    """That persons with several rows were taken as independent rows."""
    return _note("repeated_persons")


_TEXTS: Mapping[str, tuple[str, str]] = {
    "empty_levels": (
        "Niveauer, som ingen har, er udeladt af modellen: {names}.",
        "Levels that nobody has are left out of the model: {names}.",
    ),
    "merged_levels": (
        "Niveauer med få personer er slået sammen: {names}.",
        "Levels of few persons have been merged: {names}.",
    ),
    "reference_missing": (
        "Ingen har det valgte referenceniveau. Det første niveau er brugt i stedet: {names}.",
        "Nobody has the chosen reference level. The first level stands in its place: {names}.",
    ),
    "overdispersion": (
        "Antallene varierer mere end en Poisson-model siger (spredning {da}). Standardfejlene er for små; "
        "brug robuste standardfejl.",
        "The counts vary more than a Poisson model says (dispersion {en}). The standard errors are too small; "
        "use robust ones.",
    ),
    "repeated_persons": (
        "En person kan stå i flere rækker, og standardfejlene regner rækkerne som uafhængige. "
        "Brug klynger af personer, hvis de ikke er det.",
        "A person may stand in several rows, and the standard errors take the rows as independent. "
        "Use clusters of persons if they are not.",
    ),
}


def _note(code: str, **named: str) -> Note:
    da, en = _TEXTS[code]
    return {"code": code, "da": da.format(**named), "en": en.format(**named)}
