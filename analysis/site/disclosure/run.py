"""All analyses of a plan: computed, protected, compared with the ledger, or withheld. Fail closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from analysis.plans import BoundPlan
from analysis.site.answers import withheld
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.frame import Frame
from analysis.site.ledger.asking import LedgerSession
from analysis.site.ledger.faults import LedgerFault
from analysis.site.methods import open_result

from .desk import Desk
from .notes import note
from .profiles import NOT_YET, Profile
from .protect.correlation import protect_correlation
from .protect.count import protect_coarse, protect_count, register_base
from .protect.crosstab import protect_crosstab
from .protect.histogram import protect_histogram
from .protect.model import protect_model
from .protect.rates import protect_rates
from .protect.summary import protect_summary
from .protect.survival import protect_survival
from .protect.table1 import protect_table1
from .protect.trend import protect_trend
from .protected import Outcome, Protected, released
from .ties import open_tie_notes, tie_notes

FEASIBILITY = "feasibility"
Log = Callable[[str], None]
Protector = Callable[[Any, Frame, Engine, Desk], Protected]

PROTECTORS: Mapping[str, Protector] = MappingProxyType(
    {
        "count": protect_count,
        "crosstab": protect_crosstab,
        "summary": protect_summary,
        "rates": protect_rates,
        "survival": protect_survival,
        "table1": protect_table1,
        "histogram": protect_histogram,
        "trend": protect_trend,
        "linear": protect_model,
        "logistic": protect_model,
        "poisson": protect_model,
        "cox": protect_model,
        "correlation": protect_correlation,
    }
)
COARSE: Mapping[str, Protector] = MappingProxyType({"count": protect_coarse})


def run_analyses(
    bound: BoundPlan,
    frame: Frame,
    engine: Engine,
    *,
    profile: Profile | None,
    ledger: LedgerSession | None,
    purpose: str,
    log: Log | None = None,
) -> list[dict[str, Any]]:
    """The entries `results` of a result document, one per analysis, in the plan's order.

    On open data `profile` and `ledger` are None. On a protected site whatever goes wrong with an analysis makes it
    withheld; its cause goes to `log`, the site's own, as a kind of error without values. Raises LedgerFault when the
    ledger itself cannot be used: then the site stops.
    """
    tell = log or _silence
    if frame.open_data:
        return [_open(analysis, frame, engine, tell) for analysis in bound.plan.analyses]
    if profile is None or ledger is None:
        raise ValueError("A protected site needs a profile and a ledger.")
    desk = Desk(profile, ledger)
    ready = _is_ready(frame, engine, desk, purpose, tell)
    protectors = COARSE if purpose == FEASIBILITY else PROTECTORS
    return [
        _protected(analysis, frame, engine, desk, protectors, tell) if ready else withheld(analysis.id, analysis.method)
        for analysis in bound.plan.analyses
    ]


def _is_ready(frame: Frame, engine: Engine, desk: Desk, purpose: str, tell: Log) -> bool:
    """The day's allowance, the profile, and the base of the plan as a released set."""
    try:
        desk.ledger.spend(purpose=purpose)
        if any(name in NOT_YET for name in desk.profile.name.split("+")):
            tell("profile not_yet")
            return False
        if purpose != FEASIBILITY:
            register_base(frame, engine, desk)
    except LedgerFault:
        raise
    except Exception as error:  # fail closed: whatever it is, nothing leaves
        tell(_cause(error))
        return False
    return True


def _protected(
    analysis: Any, frame: Frame, engine: Engine, desk: Desk, protectors: Mapping[str, Protector], tell: Log
) -> dict[str, Any]:
    try:
        result = protectors[analysis.method](analysis, frame, engine, desk)
        ties = tie_notes(analysis, frame, engine, desk)
        return released(analysis.id, analysis.method, replace(result, notes=(*result.notes, *ties)))
    except LedgerFault:
        raise
    except Exception as error:  # fail closed: whatever it is, nothing leaves
        tell(f"{analysis.id} {_cause(error)}")
        return withheld(analysis.id, analysis.method)


def _open(analysis: Any, frame: Frame, engine: Engine, tell: Log) -> dict[str, Any]:
    try:
        result = open_result(analysis, frame, engine)
        ties = open_tie_notes(analysis, frame, engine)
    except Exception as error:  # one figure that cannot be made does not take the others with it
        tell(f"{analysis.id} {_cause(error)}")
        return withheld(analysis.id, analysis.method, _code_of(error).value)
    head = {"id": analysis.id, "method": analysis.method, "status": Outcome.RELEASED.value}
    return head | result | {"notes": [*_open_notes(analysis), *result.get("notes", ()), *ties]}


def _code_of(error: Exception) -> FailureCode:
    if isinstance(error, DataFailure):
        return error.code
    return FailureCode.MEMORY if isinstance(error, MemoryError) else FailureCode.FAILED


def _open_notes(analysis: Any) -> list[dict[str, str]]:
    return [note("fisher")] if "fisher" in getattr(analysis, "test", ()) else []


def _cause(error: Exception) -> str:
    """The kind of error; our own reasons are words without values."""
    own = type(error).__module__.startswith("analysis.site.")
    return f"{type(error).__name__}: {error}" if own else type(error).__name__


def _silence(_: str) -> None:
    """Nobody listens."""
