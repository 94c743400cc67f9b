"""Models as an article tells them: what was modelled, with which terms, and how uncertainty was told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import grammar as g
from .claims import Claim, Sentence
from .follow_up_text import followed
from .method_words import MEASURES, Pair
from .model_words import Model, measure_of, outcome_words, term_words
from .shape_words import ShapeWords
from .speech import Speech
from .terms import variables_of

FITTED: Mapping[str, Pair] = {
    "linear": ("lineær regression (mindste kvadraters metode)", "linear regression (least squares)"),
    "logistic": ("logistisk regression (maximum likelihood)", "logistic regression (maximum likelihood)"),
    "poisson": (
        "Poisson-regression med logaritmisk link (maximum likelihood)",
        "Poisson regression with a log link (maximum likelihood)",
    ),
    "cox": ("Cox' proportionale hazardmodel [@cox]", "Cox's proportional hazards model [@cox]"),
}
TIES: Mapping[str, Pair] = {
    g.Ties.EFRON: (
        "Samtidige hændelser blev håndteret med Efrons metode [@efron].",
        "Tied events were handled by Efron's method [@efron].",
    ),
    g.Ties.BRESLOW: (
        "Samtidige hændelser blev håndteret med Breslows metode [@breslow].",
        "Tied events were handled by Breslow's method [@breslow].",
    ),
}


def model_text(analysis: Model, speech: Speech, words: ShapeWords) -> Iterator[Sentence]:
    """A model from its time to its tests."""
    if analysis.time is not None:
        yield from followed(analysis.time, speech, words)
    yield _modelled(analysis, speech)
    yield from _terms(analysis, speech)
    if isinstance(analysis, g.Cox):
        yield from _hazards(analysis, speech)
    else:
        yield from _weighted(analysis, speech)
    name = speech.say("konfidensintervaller og p-værdier", "confidence intervals and p-values")
    yield Claim(_intervals(analysis, speech), name, "coefficients", "p_value")
    if isinstance(analysis, g.Cox):
        yield from _checked(analysis, speech)
    if isinstance(analysis, g.Poisson):
        text = speech.say(
            "Overspredning blev vurderet som Pearsons chi i anden over frihedsgrader.",
            "Overdispersion was judged by Pearson's chi-square over its degrees of freedom.",
        )
        yield Claim(text, speech.say("målet for overspredning", "the measure of overdispersion"), "fit", "dispersion")


def _modelled(analysis: Model, speech: Speech) -> str:
    outcome = outcome_words(analysis, speech)
    terms = speech.listed([term_words(term, speech) for term in analysis.terms])
    measure = speech.say(*MEASURES[measure_of(analysis, speech.kinds)][1])
    fitted = speech.say(*FITTED[analysis.method])
    offset = _offset(analysis, speech)
    return speech.say(
        f"{measure.capitalize()} for {outcome} blev estimeret med {fitted}{offset}; modellen indeholdt {terms}.",
        f"{measure.capitalize()} for {outcome} were estimated by {fitted}{offset}; the model included {terms}.",
    )


def _offset(analysis: Model, speech: Speech) -> str:
    if not isinstance(analysis, g.Poisson) or measure_of(analysis, speech.kinds) != "rate_ratio":
        return ""
    name = speech.say("personår", "person-years") if analysis.offset is None else speech.named(analysis.offset)
    return speech.say(f" og logaritmen af {name} som offset", f" and the logarithm of {name} as offset")


def _terms(analysis: Model, speech: Speech) -> Iterator[str]:
    """What the terms need said once."""
    if any(isinstance(term, g.Spline) for term in analysis.terms):
        yield speech.say(
            "Splines er naturlige kubiske splines med knuder ved lige store kvantiler [@durrleman].",
            "Splines are natural cubic splines with knots at equally spaced quantiles [@durrleman].",
        )
    variables = variables_of(analysis.terms, speech.kinds)
    turning = [name for name in variables if (kind := speech.kinds.get(name)) is not None and kind.turns]
    if turning:
        names = speech.listed([speech.named(name) for name in turning])
        yield speech.say(
            f"{names} er tidsafhængig: persontid før datoen talte som ueksponeret og persontid efter som eksponeret.",
            f"{names} is time-dependent: person-time before the date counted as unexposed and person-time after it as exposed.",
        )
    if analysis.rare is g.Rare.MERGE:
        yield speech.say(
            "Niveauer med få personer blev slået sammen med deres overordnede kode, ellers med hinanden.",
            "Levels of few persons were merged into their parent code, else with each other.",
        )


def _weighted(analysis: g.Linear | g.Logistic | g.Poisson, speech: Speech) -> Iterator[str]:
    if analysis.weights is not None:
        name = speech.named(analysis.weights)
        yield speech.say(f"Observationerne blev vægtet med {name}.", f"Observations were weighted by {name}.")


def _hazards(analysis: g.Cox, speech: Speech) -> Iterator[str]:
    if analysis.strata:
        strata = speech.listed([speech.named(name) for name in analysis.strata])
        yield speech.say(
            f"Modellen blev stratificeret efter {strata}, så hvert stratum har sin egen basishazard.",
            f"The model was stratified by {strata}, so that each stratum has its own baseline hazard.",
        )
    yield speech.say(*TIES[analysis.ties])


def _intervals(analysis: Model, speech: Speech) -> str:
    limits: Pair = (
        "95 %-konfidensintervaller og p-værdier er efter Wald",
        "95% confidence intervals and p-values are Wald's",
    )
    if isinstance(analysis, g.Linear):
        limits = (
            "95 %-konfidensintervaller og p-værdier er efter t-fordelingen med residualernes frihedsgrader",
            "95% confidence intervals and p-values are from the t distribution with the residual degrees of freedom",
        )
    errors = _errors(analysis, speech)
    return speech.say(f"{limits[0]}, med {errors}.", f"{limits[1]}, with {errors}.")


def _errors(analysis: Model, speech: Speech) -> str:
    """The standard errors and where they come from; robust errors of a yes/no outcome are modified Poisson."""
    say, is_cox = speech.say, isinstance(analysis, g.Cox)
    modified = measure_of(analysis, speech.kinds) == "risk_ratio"
    if analysis.cluster is not None:
        unit = say("personen", "person") if analysis.cluster == "person" else speech.named(analysis.cluster)
        source = "@linwei" if is_cox else "@liang, @zou" if modified else "@liang"
        return say(
            f"robuste standardfejl med {unit} som klynge [{source}]",
            f"robust standard errors clustered by {unit} [{source}]",
        )
    if not isinstance(analysis, g.Cox) and analysis.errors is g.Errors.ROBUST:
        source = "@white, @zou" if modified else "@white"
        return say(
            f"robuste standardfejl (sandwich, HC0) [{source}]", f"robust standard errors (sandwich, HC0) [{source}]"
        )
    return say("modelbaserede standardfejl", "model-based standard errors")


def _checked(analysis: g.Cox, speech: Speech) -> Iterator[Claim]:
    if analysis.test:
        text = speech.say(
            "Antagelsen om proportionale hazarder blev testet for hvert led og samlet med en scoretest mod tiden "
            "(1 minus Kaplan-Meier) [@grambsch].",
            "The assumption of proportional hazards was tested for each term and for all together by a score test against "
            "time (1 minus Kaplan-Meier) [@grambsch].",
        )
        name = speech.say("testen af proportionale hazarder", "the test of proportional hazards")
        yield Claim(text, name, "test", "p_value")
    text = speech.say(
        "Modellens evne til at skelne er angivet som Harrells C [@harrell].",
        "The model's discrimination is given as Harrell's C [@harrell].",
    )
    yield Claim(text, speech.say("Harrells C", "Harrell's C"), "fit", "concordance")
