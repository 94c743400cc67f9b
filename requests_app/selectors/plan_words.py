"""A plan read aloud, for those who decide about it and for the public: people, variables, tables, empty tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from requests_app.models import PlanVersion
from requests_app.rules.withheld import WITHHELD
from requests_app.selectors.documents import plain_document
from requests_app.selectors.plan_page import read_document, shell_views


@dataclass(frozen=True)
class PlanWords:
    """Who is included, what each variable means (items of `c-dl-list`), what each table asks, and its empty form."""

    summary: str
    population: tuple[str, ...]
    variables: list[dict[str, str]]
    tables: list[dict[str, str]]
    shells: list[dict[str, Any]]


def words_of_version(version: PlanVersion) -> PlanWords | None:
    """The words of a plan as it was sent, whatever its owner has written in it since."""
    return plan_words(plain_document(version.document))


def plan_words(document: Any) -> PlanWords | None:
    """The words of a plan in the language of the page, in 2 queries; None of one that cannot be read."""
    reading = read_document(document)
    if reading.words is None:
        return None
    return PlanWords(
        summary=reading.words.summary,
        population=reading.words.population,
        variables=[{"label": name, "text": sentence} for name, sentence in reading.words.variables],
        tables=[
            {
                "name": name.upper(),
                "title": title,
                "sentence": sentence,
                "withheld": str(WITHHELD) if name in reading.withheld else "",
            }
            for name, title, sentence in reading.words.analyses
        ],
        shells=shell_views(reading),
    )
