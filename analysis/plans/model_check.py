"""The rules of the models, of standardisation and of reference rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import grammar as g
from .dictionary import Text, VariableType
from .inference import NUMBER_WORDS
from .kinds import CODES, GROUPS, NUMERIC, band_edges
from .own_values import merged_names, parent_of

if TYPE_CHECKING:
    from .analysis_check import AnalysisCheck

MAX_TERMS = 100
TERM_WORDS = Text("et tal, en kategori, kode, ja/nej eller bånd", "a number, category, code, yes/no or band")
YES_NO_WORDS = Text("ja/nej", "yes/no")
TWO_LEVELS = Text("ja/nej eller en kategori med to værdier", "yes/no or a category of two levels")
OUTCOMES = {
    "linear": NUMERIC,
    "logistic": CODES | {VariableType.BOOLEAN, VariableType.INTEGER},
    "poisson": NUMERIC | {VariableType.BOOLEAN},
}
"""What may be the outcome of each model."""

Model = g.Linear | g.Logistic | g.Poisson | g.Cox


def check_model(check: AnalysisCheck, analysis: Model) -> None:
    """Outcome or time and event, terms, weights, cluster and strata."""
    time = analysis.time
    if time is not None:
        check.time(time)
        check.event(analysis.event)
    if isinstance(analysis, g.Cox):
        check.groups(analysis.strata, "strata")
    else:
        _check_options(check, analysis)
    turning = isinstance(analysis, g.Cox | g.Poisson) and isinstance(time, g.FollowUp)
    for at, term in enumerate(analysis.terms):
        _check_term(check, term, f"terms[{at}]", turning=turning)
    if len(analysis.terms) > MAX_TERMS:
        named = {"found": len(analysis.terms), "limit": MAX_TERMS, "what": "led", "what_en": "terms"}
        check.inference.add("too_large", check.path, **named)
    if analysis.cluster is not None and analysis.cluster != "person":
        check.kind(analysis.cluster, "cluster")
    if analysis.rare is g.Rare.MERGE:
        shapes = (check.inference.plan.variables.get(name) for name in merged_names(analysis))
        parents = (parent_of(shape, check.inference.dictionary) for shape in shapes)
        check.inference.used.update(parent for parent in parents if parent is not None)


def _check_options(check: AnalysisCheck, analysis: g.Linear | g.Logistic | g.Poisson) -> None:
    if analysis.time is not None and not isinstance(analysis, g.Poisson):
        check.misplaced("time", "Den hører til poisson og cox.", "It belongs to poisson and cox.")
    if analysis.outcome is not None:
        kind = check.typed(analysis.outcome, "outcome", OUTCOMES[analysis.method], TERM_WORDS)
        if isinstance(analysis, g.Logistic) and kind is not None and kind.levels is not None and len(kind.levels) != 2:
            check.inference.wrong_type(analysis.outcome, f"{check.path}.outcome", kind, TWO_LEVELS)
    if analysis.offset is not None:
        check.typed(analysis.offset, "offset", NUMERIC, NUMBER_WORDS)
        if not isinstance(analysis, g.Poisson):
            check.misplaced("offset", "Den hører til poisson.", "It belongs to poisson.")
    if analysis.weights is not None:
        check.typed(analysis.weights, "weights", NUMERIC, NUMBER_WORDS)


def _check_term(check: AnalysisCheck, term: g.Term, key: str, *, turning: bool) -> None:
    match term:
        case str():
            _term(check, term, key, turning=turning)
        case g.Factor():
            kind = check.typed(term.factor, f"{key}.factor", GROUPS, TERM_WORDS)
            levels = kind.levels if kind else None
            if term.reference is not None and levels is not None and term.reference not in levels:
                check.inference.add("not_one_of", f"{check.path}.{key}.reference", choices=", ".join(levels))
        case g.Power(power=(name, _)):
            check.typed(name, f"{key}.power", NUMERIC, NUMBER_WORDS)
        case g.LogTerm():
            check.typed(term.log, f"{key}.log", NUMERIC, NUMBER_WORDS)
        case g.Spline():
            check.typed(term.spline, f"{key}.spline", NUMERIC, NUMBER_WORDS)
            if not isinstance(term.df, int) or not 1 <= term.df <= MAX_TERMS:
                check.inference.add("positive", f"{check.path}.{key}.df")
        case _:
            for at, name in enumerate(term.interaction):
                _term(check, name, f"{key}.interaction[{at}]", turning=turning)


def _term(check: AnalysisCheck, name: str, key: str, *, turning: bool) -> None:
    kind = check.kind(name, key, turning=turning)
    if kind is not None and kind.type is VariableType.DATE:
        check.inference.wrong_type(name, f"{check.path}.{key}", kind, TERM_WORDS)


def check_standard(check: AnalysisCheck, analysis: g.Rates) -> None:
    """A named standard needs age bands on whole fives; own weights one number a band."""
    match analysis.standard:
        case g.Standard():
            edges = analysis.split.age if analysis.split else None
            if edges is None or any(edge is None or edge % 5 for edge in edges[1:-1]):
                why = "Den kræver split med alder i grænser delelige med 5."
                check.misplaced("standard", why, "It needs a split by age with edges that are multiples of 5.")
        case g.Weights(over=over, weights=weights):
            kind = check.typed(over, "standard.over", GROUPS, TERM_WORDS)
            levels = kind.levels if kind else None
            if levels is not None and isinstance(weights, tuple) and len(weights) != len(levels):
                named = {"wanted": f"{len(levels)} tal", "wanted_en": f"{len(levels)} numbers"}
                check.inference.add("length", f"{check.path}.standard.weights", **named)
            if kind is not None and isinstance(weights, g.Standard) and not _has_whole_fives(levels or ()):
                why = "Et navn kræver bånd af alder i grænser delelige med 5."
                check.misplaced("standard", why, "A name needs bands of age with edges that are multiples of 5.")


def _has_whole_fives(levels: tuple[str, ...]) -> bool:
    """Are the levels bands whose inner edges are multiples of 5?"""
    edges = band_edges(levels)
    return edges is not None and all(edge is not None and edge % 5 == 0 for edge in edges[1:-1])


def check_reference(check: AnalysisCheck, analysis: g.Rates) -> None:
    """Every name of a reference is a variable of its table of rates; what it is matched to, of the plan or an axis."""
    reference = analysis.reference
    if reference is None:
        return
    path = f"{check.path}.reference"
    dataset = check.inference.dictionary.datasets.get(reference.dataset)
    if dataset is None:
        check.inference.add("unknown_dataset", f"{path}.dataset", name=reference.dataset)
        return
    check.inference.check_offered(reference.dataset, f"{path}.dataset")
    if dataset.kind != "rates":
        check.misplaced("reference", "Datasættet er ikke en rate-tabel.", "The dataset is no table of rates.")
    for name, at in ((reference.rate, f"{path}.rate"), *((name, f"{path}.match.{name}") for name in reference.match)):
        key, _, short = name.partition(".")
        if key != dataset.key or short not in dataset.variables:
            check.inference.add("unknown_variable", at, name=name)
        else:
            check.inference.used.add(name)
    for name, matched in reference.match.items():
        if matched not in {"age", "period"}:
            check.kind(matched, f"reference.match.{name}", turning=True)
    if not isinstance(analysis.time, g.FollowUp) and {"age", "period"} & set(reference.match.values()):
        check.misplaced("reference", "Den kræver time med from og to.", "It needs time with from and to.")
    if "age" in reference.match.values():
        check.inference.birth(path)
    if reference.per <= 0:
        check.inference.add("positive", f"{path}.per")
