"""Units of measurement in both languages.

A site's manifest names a unit once, in English or as a symbol. What this table knows is shown in the reader's language;
any other unit (mmol/l, kg, mmHg) is a symbol that reads the same in both and stands as the site wrote it.
"""

from typing import Final

from catalog.models.text import spoken

UNITS: Final = {
    "years": ("år", "years"),
    "months": ("måneder", "months"),
    "weeks": ("uger", "weeks"),
    "days": ("dage", "days"),
    "hours": ("timer", "hours"),
    "minutes": ("minutter", "minutes"),
    "persons": ("personer", "persons"),
    "admissions": ("indlæggelser", "admissions"),
    "visits": ("besøg", "visits"),
    "diagnoses": ("diagnoser", "diagnoses"),
    "illnesses": ("sygdomme", "illnesses"),
    "procedures": ("procedurer", "procedures"),
    "tests": ("prøver", "tests"),
    "drugs": ("lægemidler", "drugs"),
    "packages": ("pakninger", "packages"),
    "units": ("enheder", "units"),
    "pregnancies": ("graviditeter", "pregnancies"),
    "drinks": ("genstande", "drinks"),
    "cigarettes/day": ("cigaretter om dagen", "cigarettes a day"),
    "ml/day": ("ml i døgnet", "ml a day"),
    "/min": ("pr. minut", "a minute"),
    "10^9/l": ("10⁹/l", "10⁹/l"),
    "$": ("US-dollar", "US dollars"),
}
"""The manifest's word -> Danish, English."""


def unit_in(language: str, unit: str) -> str:
    """The unit in `da` or `en`."""
    return UNITS.get(unit, (unit, unit))[("da", "en").index(language)]


def unit_text(unit: str) -> str:
    """The unit in the language of the page."""
    return spoken(unit_in("da", unit), unit_in("en", unit))
