"""A unit is read in the language of the page."""

import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from catalog.models import Variable
from catalog.presentation import type_of
from catalog.units import UNITS, unit_text

ROOT = Path(__file__).parents[2]
MANIFESTS = sorted((ROOT / "analysis" / "site").rglob("site.toml"))
SYMBOLS = {"cm", "kg", "g/dl", "mg/dl", "mmol/l", "mmHg", "°C", "DDD"}
"""Read the same in Danish and English."""


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.name)
def test_every_unit_of_a_shipped_site_is_a_symbol_or_has_words_in_both_languages(manifest):
    datasets = tomllib.loads(manifest.read_text("utf-8"))["datasets"].values()
    units = {one["unit"] for dataset in datasets for one in dataset["variables"].values() if one.get("unit")}
    assert units
    assert units <= SYMBOLS | set(UNITS), sorted(units - SYMBOLS - set(UNITS))


@pytest.mark.parametrize("unit", UNITS)
def test_words_are_there_in_both_languages(unit):
    assert all(UNITS[unit])


@pytest.mark.parametrize(
    ("language", "unit", "system", "said"),
    [
        ("da", "years", "", "tal, år"),
        ("en", "years", "", "number, years"),
        ("da", "mmol/l", "", "tal, mmol/l"),
        ("da", "cigarettes/day", "", "tal, cigaretter om dagen"),
        ("da", "", "icd10", "tal, ICD-10"),
        ("en", "", "kommune", "number, kommune"),
        ("da", "", "", "tal"),
    ],
)
def test_the_type_of_a_variable_is_said_with_its_unit_or_system(language, unit, system, said):
    with translation.override(language):
        assert type_of(Variable(type="number", unit=unit, system=system)).lower() == said.lower()


def test_an_unknown_unit_stands_as_the_site_wrote_it():
    with translation.override("da"):
        assert unit_text("parsec") == "parsec"
