"""The methods section of an article, written from the plan that was run: setting, participants, variables, statistics.

In the wording of STROBE and RECORD. It says what was computed and never why; the reason is the researcher's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import grammar as g
from .analysis_words import analysis_title
from .bound import BoundPlan
from .claims import Given, Sentence, true_of
from .dictionary import Dictionary
from .follow_up_text import rates_text, survival_text, trend_text
from .method_words import Pair
from .model_text import model_text
from .population_text import population_text
from .shape_words import ShapeWords
from .sources import numbered
from .speech import Speech
from .table_text import correlation_text, count_text, crosstab_text, histogram_text, summary_text, table1_text

HEADINGS: Mapping[str, Pair] = {
    "setting": ("Datakilder", "Data sources"),
    "participants": ("Deltagere", "Participants"),
    "variables": ("Variabler", "Variables"),
    "statistics": ("Statistiske metoder", "Statistical methods"),
    "missing": ("Manglende værdier", "Missing data"),
    "protection": ("Beskyttelse af personer", "Protection of persons"),
    "software": ("Programmer og rapportering", "Software and reporting"),
}
PACKAGES: Mapping[str, str] = {
    "duckdb": "DuckDB {} [@duckdb]",
    "numpy": "NumPy {} [@numpy]",
    "scipy": "SciPy {} [@scipy]",
}
"""Who computed, by the name in a result's versions."""
TESTED = (g.Crosstab, g.Summary, g.Survival, g.Linear, g.Logistic, g.Poisson, g.Cox)
"""Methods that may give p-values."""


@dataclass(frozen=True)
class Section:
    """A heading and its paragraphs."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class MethodsText:
    """The whole text in one language; marks in it number the references from 1."""

    title: str
    sections: tuple[Section, ...]
    references_heading: str
    references: tuple[str, ...]

    def as_text(self) -> str:
        """Plain text for a file or an article."""
        parts = [self.title]
        parts += ["\n".join([section.heading, *section.paragraphs]) for section in self.sections]
        listed = [f"{number}. {reference}" for number, reference in enumerate(self.references, start=1)]
        return "\n\n".join([*parts, "\n".join([self.references_heading, *listed])]) + "\n"


def methods_text(
    bound: BoundPlan,
    dictionary: Dictionary,
    *,
    versions: Mapping[str, str],
    profile: Mapping[str, Any] | None,
    language: str,
    results: Sequence[Mapping[str, Any]] = (),
) -> MethodsText:
    """Write the methods of a result. `versions`, `profile` and `results` are those of the result.

    No profile means open data. Of what the results cover, the text says that it was not released.
    """
    speech = Speech(bound.plan, dictionary, language)
    given = {} if profile is None else {entry["id"]: Given(entry) for entry in results}
    writer = _Writer(bound, speech, ShapeWords(speech), versions, profile, given)
    drafts = {key: tuple(map(tidy, getattr(writer, key)())) for key in HEADINGS}
    written, references = numbered(text for paragraphs in drafts.values() for text in paragraphs)
    texts = iter(written)
    sections = [
        Section(key, speech.say(*HEADINGS[key]), tuple(next(texts) for _ in paragraphs))
        for key, paragraphs in drafts.items()
        if paragraphs
    ]
    return MethodsText(
        speech.say("Metode", "Methods"), tuple(sections), speech.say("Referencer", "References"), references
    )


def tidy(text: str) -> str:
    """A paragraph: capital first, single blanks."""
    whole = re.sub(r" {2,}", " ", text).strip()
    return whole[:1].upper() + whole[1:]


@dataclass(frozen=True)
class _Writer:
    """Writes the sections, one method each, named by their key."""

    bound: BoundPlan
    speech: Speech
    words: ShapeWords
    versions: Mapping[str, str]
    profile: Mapping[str, Any] | None
    given: Mapping[str, Given]

    def setting(self) -> Iterator[str]:
        """Which data, in which versions, and how they were joined."""
        say = self.speech.say
        sources = self.speech.listed([self._source(key, self.bound.versions[key]) for key in self.bound.datasets])
        joined = say(
            " Datasættene blev koblet på personniveau med et pseudonym, der ikke forlod databehandlingsstedet.",
            " The datasets were linked for each person by a pseudonym that did not leave the site of the data.",
        )
        used = say(f"Analyserne bygger på {sources}.", f"The analyses are based on {sources}.")
        yield used + (joined if len(self.bound.datasets) > 1 else "")
        for key in self.bound.references:
            source = self._source(key, self.bound.bound.references[key].version)
            yield say(f"Referencerater er fra {source}.", f"Reference rates are from {source}.")
        yield say(
            f"Analyserne fulgte en plan, der lå fast, før den blev kørt (fingeraftryk {self.bound.hash[:16]}).",
            f"The analyses followed a plan that was fixed before it was run (fingerprint {self.bound.hash[:16]}).",
        )

    def _source(self, key: str, bound: str) -> str:
        version = self.versions.get(f"dataset.{key}") or bound
        title = self.speech.dataset(key)
        return self.speech.say(f"{title} (version {version})", f"{title} (version {version})") if version else title

    def participants(self) -> Iterator[str]:
        """Who took part, from when, and who did not."""
        yield " ".join(population_text(self.speech, self.words))

    def variables(self) -> Iterator[str]:
        """The definition of each variable, and the versions of code lists."""
        for name, shape in self.speech.plan.variables.items():
            yield f"{self.speech.named(name)}: {self._definition(shape)}."
        lists = self.bound.bound.lists
        if lists:
            listed = self.speech.listed([f"{name} (version {version})" for name, version in lists.items()])
            yield self.speech.say(f"Kodelister: {listed}.", f"Code lists: {listed}.")

    def _definition(self, shape: g.Shape) -> str:
        """How a variable is made; an age says how its years are counted."""
        say, value = self.speech.say, self.words.value
        match shape:
            case g.CompletedYears(completed_years=(first, second)):
                whole = (
                    f"hele år fra {value(first)} til {value(second)}",
                    f"whole years from {value(first)} to {value(second)}",
                )
                return say(*whole)
            case g.YearsBetween(years_between=(first, second)):
                return say(
                    f"år fra {value(first)} til {value(second)} (dage/365,25)",
                    f"years from {value(first)} to {value(second)} (days/365.25)",
                )
        return self.words.shape(shape)

    def statistics(self) -> Iterator[str]:
        """One paragraph for each analysis: what was done, and which of its figures were not released."""
        for analysis in self.speech.plan.analyses:
            sentences = map(tidy, self._true_of(analysis))
            yield f"{analysis_title(analysis, self.speech)} ({analysis.id}). {' '.join(sentences)}"

    def _true_of(self, analysis: g.Analysis) -> Iterator[str]:
        say, given = self.speech.say, self._given(analysis)
        if not given.is_released:
            yield say("Resultatet er ikke frigivet.", "The result has not been released.")
            return
        said, covered = true_of(_sentences(analysis, self.speech, self.words), given)
        yield from said
        if covered:
            listed = self.speech.listed(covered)
            yield say(
                f"Af hensyn til personerne bag tallene er følgende ikke frigivet: {listed}.",
                f"To protect the persons behind the figures, the following was not released: {listed}.",
            )

    def _given(self, analysis: g.Analysis) -> Given:
        return self.given.get(analysis.id, Given())

    def missing(self) -> Iterator[str]:
        """Complete cases, or missing as a group."""
        say, analyses = self.speech.say, self.speech.plan.analyses
        grouped = [one.id for one in analyses if one.missing is g.MissingValues.CATEGORY]
        if len(grouped) < len(analyses):
            yield say(
                "Hver analyse omfatter dem, der har en værdi i alle dens variabler (complete case); hvor mange der derfor er "
                "udeladt, står ved resultatet. Beskrivende tal for en variabel omfatter dem, der har en værdi i den.",
                "Each analysis is of those with a value in all its variables (complete cases); how many are therefore left out "
                "stands beside the result. Descriptions of a variable are of those with a value in it.",
            )
        if grouped:
            listed = self.speech.listed(grouped)
            yield say(
                f"I {listed} indgår manglende værdier som en gruppe for sig.",
                f"In {listed} missing values are a group of their own.",
            )

    def protection(self) -> Iterator[str]:
        """What was done to the figures before they left the site."""
        yield _protected(self.profile, self.speech)

    def software(self) -> Iterator[str]:
        """What computed, in which versions, and the statements the text follows."""
        say, known = self.speech.say, self.versions
        portal = f"Indgang {known['indgang']}" if "indgang" in known else "Indgang"
        packages = [template.format(known[name]) for name, template in PACKAGES.items() if name in known]
        by = say(" med ", " with ") + self.speech.listed(packages) if packages else ""
        yield say(f"Analyserne blev udført i {portal}{by}.", f"The analyses were run in {portal}{by}.")
        if any(isinstance(one, TESTED) and self._given(one).has_p_value for one in self.speech.plan.analyses):
            yield say("P-værdier er tosidede.", "P-values are two-sided.")
        yield say(
            "Beskrivelsen følger STROBE [@strobe] og RECORD [@record].",
            "The description follows STROBE [@strobe] and RECORD [@record].",
        )


def _protected(profile: Mapping[str, Any] | None, speech: Speech) -> str:
    if profile is None:
        return speech.say(
            "Data er åbne for alle. Resultaterne er præcise, og intet er skjult.",
            "The data are open to all. The results are exact, and nothing is hidden.",
        )
    name, version, least, base = (profile.get(key, "") for key in ("name", "version", "k", "b"))
    return speech.say(
        f"Resultaterne blev kontrolleret efter profilen {name}, version {version}, før de forlod databehandlingsstedet. "
        f"Antal under {least} personer vises ikke, og andre antal er tilfældigt afrundet op eller ned til et multiplum af "
        f"{base}, så summer kan afvige. Tal, der kunne vise noget om enkeltpersoner, er skjult eller udeladt. Ingen "
        "oplysninger om enkeltpersoner forlod stedet.",
        f"The results were checked by the profile {name}, version {version}, before they left the site of the data. "
        f"Counts under {least} persons are not shown, and other counts are rounded at random up or down to a multiple of "
        f"{base}, so that sums may differ. Figures that could tell something of single persons are hidden or withheld. No "
        "data about single persons left the site.",
    )


def _sentences(analysis: g.Analysis, speech: Speech, words: ShapeWords) -> Iterator[Sentence]:
    match analysis:
        case g.CountAnalysis():
            return count_text(analysis, speech)
        case g.Crosstab():
            return crosstab_text(analysis, speech)
        case g.Summary():
            return summary_text(analysis, speech)
        case g.Table1():
            return table1_text(analysis, speech)
        case g.Histogram():
            return histogram_text(analysis, speech)
        case g.CorrelationMatrix():
            return correlation_text(analysis, speech)
        case g.Trend():
            return trend_text(analysis, speech, words)
        case g.Rates():
            return rates_text(analysis, speech, words)
        case g.Survival():
            return survival_text(analysis, speech, words)
    return model_text(analysis, speech, words)
