"""What a result says about its own protection, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Words:
    """One text; `{k}` and `{b}` are filled from the profile."""

    da: str
    en: str


NOTES: Mapping[str, Words] = MappingProxyType(
    {
        "rounded": Words(
            "Antal er antal personer. Færre end {k} vises som »<{k}«, nul medregnet. Andre antal er afrundet til et "
            "nærliggende multiplum af {b}, så summer passer ikke altid.",
            'Counts are persons. Fewer than {k}, zero included, are shown as "<{k}". Other counts are rounded to a '
            "neighbouring multiple of {b}, so sums may not add up.",
        ),
        "repeats": Words(
            "Et tal kan være en gentagelse af et tal, der tidligere er frigivet for næsten de samme personer.",
            "A figure may repeat one released earlier for nearly the same persons.",
        ),
        "records": Words(
            "Antal poster er afrundet til to betydende cifre.", "Records are rounded to two significant digits."
        ),
        "percent": Words(
            "Procenter er regnet af de viste antal.", "Percentages are computed from the counts that are shown."
        ),
        "statistics": Words(
            "Gennemsnit og spredning har tre betydende cifre. Mindste og største værdi vises ikke; fraktiler er "
            "gennemsnit af flere personers værdier.",
            "Means and standard deviations have three significant digits. Least and greatest values are not shown; "
            "quantiles are means of several persons' values.",
        ),
        "hidden": Words(
            "»hidden« betyder, at tallet er skjult af hensyn til personerne bag det.",
            '"hidden" means that the figure is hidden to protect the persons behind it.',
        ),
        "coarse": Words(
            "Tallet er et skøn: afrundet til tiere og tilfældigt ændret. Færre end {k2} vises som »<{k2}«.",
            'The number is an estimate: rounded to tens and randomly altered. Fewer than {k2} are shown as "<{k2}".',
        ),
        "withheld": Words(
            "Resultatet kan ikke frigives. Prøv færre grupper, bredere grupper eller en større population.",
            "The result cannot be released. Try fewer groups, broader groups or a larger population.",
        ),
        "fisher": Words(
            "Fishers eksakte test beregnes kun for to gange to grupper.",
            "Fisher's exact test is computed for two by two groups only.",
        ),
    }
)


def note(code: str, *, k: int = 0, b: int = 0) -> dict[str, str]:
    """A note by its code. Raises KeyError for a code that is not declared."""
    words = NOTES[code]
    fill = {"k": k, "b": b, "k2": 2 * k}
    return {"code": code, "da": words.da.format(**fill), "en": words.en.format(**fill)}
