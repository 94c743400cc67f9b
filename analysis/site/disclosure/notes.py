"""What a result says about its own protection, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from analysis.site.ledger.asking import Form


@dataclass(frozen=True)
class Words:
    """One text; `{k}` and `{b}` are filled from the profile, `{name}` and `{count}` of ties from the result."""

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
            "Gennemsnit, spredning og fraktiler har højst tre betydende cifre. I små grupper er de afrundet tilfældigt "
            "til et grovere trin, så {b} personer højst flytter tallet et trin. Mindste og største værdi vises ikke; "
            "fraktiler er gennemsnit af flere personers værdier eller en værdi, som mindst {k} personer deler.",
            "Means, standard deviations and quantiles have at most three significant digits. In small groups they are "
            "rounded at random to a coarser step, so that {b} persons move the figure by one step at most. Least and "
            "greatest values are not shown; quantiles are means of several persons' values, or a value that at least {k} "
            "persons share.",
        ),
        "person_years": Words(
            "Personår og forventede antal har højst tre betydende cifre og er afrundet tilfældigt, så {b} personer højst "
            "flytter tallet et trin. Rater, forhold og intervaller er regnet af de viste, afrundede tal og tager ikke højde "
            "for afrundingen.",
            "Person-years and expected numbers have at most three significant digits and are rounded at random, so that "
            "{b} persons move the figure by one step at most. Rates, ratios and intervals are computed from the rounded "
            "numbers that are shown, and do not allow for the rounding.",
        ),
        "curves": Words(
            "Kurver er regnet af afrundede antal under risiko og antal med hændelse i hele måneder (uger, hvor tiden tælles i "
            "dage eller uger), slået sammen til intervaller med mindst {k} hændelser. »Under risiko« (i filer »at_risk«) er "
            "antallet ved intervallets begyndelse. 95 %-intervaller tager ikke højde for afrundingen. Forventede antal vises "
            "ikke.",
            "Curves are computed from rounded numbers at risk and with an event in whole months (weeks where time is counted in "
            'days or weeks), merged into intervals of at least {k} events. "At risk" (in files "at_risk") is the number at the '
            "start of the interval. 95% intervals do not allow for the rounding. Expected numbers are not shown.",
        ),
        "bins": Words(
            "Katalogets intervaller er slået sammen fra enderne, til hvert har mindst {k} personer.",
            "The catalogue's bins are merged from both ends until each has at least {k} persons.",
        ),
        "periods": Words(
            "Perioder før den første og efter den sidste med mindst {k} personer vises ikke.",
            "Periods before the first and after the last with at least {k} persons are not shown.",
        ),
        "outside": Words(
            "Tid uden for grænserne i opdelingen er ikke talt med.", "Time outside the bounds of the split is left out."
        ),
        "correlation": Words(
            "Korrelationer har to decimaler eller færre, så to personer højst flytter tallet et trin. Mellem to ja/nej er de "
            "regnet af de viste antal. Fra 0,99 vises de ikke.",
            "Correlations have two decimals or fewer, so that two persons move the figure by one step at most. Between two "
            "yes/no they are computed from the counts that are shown. From 0.99 they are not shown.",
        ),
        "model": Words(
            "Koefficienter og standardfejl har højst tre betydende cifre og kun så mange, at to personer mere eller færre "
            "ikke ses. Forhold, intervaller og p-værdier er regnet af de viste, afrundede tal og tager ikke højde for "
            "afrundingen. Det samme udtrykt med andre ord, f.eks. en anden reference, giver de tal, der først er frigivet.",
            "Coefficients and standard errors have at most three significant digits, and no more than that two persons "
            "more or fewer do not show. Ratios, intervals and p-values are computed from the rounded numbers that are shown, "
            "and do not allow for the rounding. The same model in other words, with another reference for instance, gives the "
            "figures that were released first.",
        ),
        "hidden": Words(
            "»Skjult« (i filer »hidden«) betyder, at tallet er dækket af hensyn til personerne bag det.",
            '"Hidden" means that the figure is covered to protect the persons behind it.',
        ),
        "coarse": Words(
            "Tallet er et skøn: afrundet til tiere og tilfældigt ændret. Færre end {k2} vises som »<{k2}«.",
            'The number is an estimate: rounded to tens and randomly altered. Fewer than {k2} are shown as "<{k2}".',
        ),
        "ties": Words(
            "»{name}«: {count} personer havde flere værdier, der kunne være valgt. Den mindste er brugt.",
            '"{name}": {count} persons had several values that could have been taken. The smallest is used.',
        ),
        "fisher": Words(
            "Fishers eksakte test beregnes kun for to gange to grupper.",
            "Fisher's exact test is computed for two by two groups only.",
        ),
    }
)


def note(code: str, *, k: int = 0, b: int = 0, name: str = "", count: Form = 0) -> dict[str, str]:
    """A note by its code. Raises KeyError for a code that is not declared."""
    words = NOTES[code]
    fill = {"k": k, "b": b, "k2": 2 * k, "name": name, "count": count}
    return {"code": code, "da": words.da.format(**fill), "en": words.en.format(**fill)}
