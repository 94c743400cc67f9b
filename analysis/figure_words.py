"""The words around one figure of a result: how many it is about, what its picture shows, why it has no figures."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.format import cell

FACTS: Mapping[str, str | Promise] = {
    "persons": gettext_lazy("Persons"),
    "records": gettext_lazy("Records"),
    "events": gettext_lazy("Events"),
    "dropped": gettext_lazy("Left out"),
    "unmatched": gettext_lazy("Person-years without a reference rate"),
}
"""What a result says of itself, in the order people read it."""

CAUSES: Mapping[str, str | Promise] = {
    "separation": gettext_lazy(
        "The model cannot be fitted: a variable tells the outcome apart completely (separation). Merge levels or leave "
        "the variable out."
    ),
    "collinear": gettext_lazy(
        "The model cannot be fitted: some of its variables say the same (collinearity). Leave one of them out."
    ),
    "no_events": gettext_lazy("Nobody has the event. Lengthen the follow-up or choose another event."),
    "no_convergence": gettext_lazy(
        "The computation did not settle on an answer. Use fewer variables or merge rare levels."
    ),
    "too_few": gettext_lazy("Too few persons are left for the computation. Merge groups or widen the population."),
    "time": gettext_lazy("The computation took longer than the site allows. Ask for fewer groups or variables."),
    "memory": gettext_lazy(
        "The computation needs more memory than the site allows. Ask for fewer groups or variables."
    ),
    "failed": gettext_lazy("The computation could not be finished. The cause is in the site's own log."),
}
"""Why a figure of open data is withheld. Protected sites never say."""

WITHHELD = gettext_lazy("The figure is withheld under the rules for the data. Merge groups or lengthen the period.")

CAPTIONS: Mapping[str, str | Promise] = {
    "crosstab": gettext_lazy("The bars begin at 0."),
    "histogram": gettext_lazy("Persons in each interval of the catalogue. The bars begin at 0."),
    "trend": gettext_lazy("One point for each period. The axis begins at 0."),
    "rates": gettext_lazy("Rates with exact 95% Poisson intervals. The axis begins at 0."),
    "survival": gettext_lazy(
        "Drawn from the figures of the table, with 95% intervals; where the plan names times, only these are known and "
        "straight lines join them. The axis begins at 0. Where those at risk stand below, they are counted at the first "
        "step from each time on."
    ),
    "correlation": gettext_lazy(
        "Blue is a positive and orange a negative correlation. The figure stands in each cell."
    ),
    "linear": gettext_lazy("Coefficients with 95% intervals. The dashed line is no difference (0)."),
    "logistic": gettext_lazy(
        "Odds ratios with 95% intervals on a logarithmic axis. The dashed line is no difference (1)."
    ),
    "poisson": gettext_lazy("Ratios with 95% intervals on a logarithmic axis. The dashed line is no difference (1)."),
    "cox": gettext_lazy(
        "Hazard ratios with 95% intervals on a logarithmic axis. The dashed line is no difference (1)."
    ),
}
"""What a picture shows and where its axis begins."""


def facts_of(entry: Mapping[str, Any]) -> str:
    """`Persons: 12,345 · Events: 345 · Left out: 12`."""
    known = [(label, entry.get(key)) for key, label in FACTS.items()]
    return " · ".join(f"{label}: {cell(_short(value)).text}" for label, value in known if value is not None)


def _short(value: object) -> object:
    """Person-years need no more than one decimal."""
    return round(value, 1) if isinstance(value, float) else value


def caption_of(method: str, *, is_protected: bool) -> str:
    """What the picture of a method shows; of protected data, that covered figures are not drawn."""
    caption = str(CAPTIONS.get(method, ""))
    return f"{caption} {_('Covered figures are not drawn.')}" if is_protected else caption


def cause_of(code: str | None) -> str:
    """Why a figure is withheld: the cause on open data, else the one text for all."""
    return str(CAUSES.get(code or "", WITHHELD))
