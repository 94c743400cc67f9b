"""Numbers, dates and cells as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.ui import format as text

NB = "\u00a0"


def said(language, function, *arguments, **named):
    with override(language):
        return function(*arguments, **named)


@pytest.mark.parametrize(
    ("value", "decimals", "da", "en"),
    [
        (18735, None, "18.735", "18,735"),
        (8.3, None, "8,3", "8.3"),
        (8.25, 1, "8,3", "8.3"),
        (-1234.5, None, "−1.234,5", "−1,234.5"),
        (Decimal("0.730"), None, "0,730", "0.730"),
        (0, 2, "0,00", "0.00"),
        ("1000000", None, "1.000.000", "1,000,000"),
        ("ca. 5", None, "ca. 5", "ca. 5"),
        (float("nan"), None, "nan", "nan"),
    ],
)
def test_a_number(value, decimals, da, en):
    assert said("da", text.number, value, decimals) == da
    assert said("en", text.number, value, decimals) == en


def test_percent_kroner_ranges_and_p():
    assert said("da", text.percent, 52.44) == f"52,4{NB}%"
    assert said("en", text.percent, 52.44) == "52.4%"
    assert said("da", text.kroner, 1840) == f"1.840{NB}kr."
    assert said("en", text.kroner, 1840) == f"DKK{NB}1,840"
    assert said("da", text.span, 0.73, 0.86) == "0,73–0,86"
    assert said("da", text.p_value, 0.003) == f"p{NB}<{NB}0,01"
    assert said("en", text.p_value, 0.034) == f"p{NB}={NB}0.03"


@pytest.mark.parametrize(
    ("value", "shown", "aloud", "covered"),
    [
        (1205, "1.205", "1.205", False),
        (None, "–", "ingen", False),
        ("<5", "<5", "under 5", True),
        ("<10", "<10", "under 10", True),
        ("hidden", "skjult", "skjult", True),
        ("Uoplyst", "Uoplyst", "Uoplyst", False),
        (True, "Ja", "Ja", False),
        (False, "Nej", "Nej", False),
    ],
)
def test_a_cell(value, shown, aloud, covered):
    cell = said("da", text.cell, value)
    assert (cell.text, cell.aloud, cell.covered) == (shown, aloud, covered)


def test_dates_in_text_and_in_tables():
    day = date(2026, 11, 24)
    assert said("da", text.date_text, day) == f"24.{NB}november 2026"
    assert said("en", text.date_text, day) == f"24{NB}November 2026"
    assert said("da", text.weekday_text, day) == f"Tirsdag 24.{NB}november 2026"
    assert said("da", text.date_short, day, today=date(2026, 1, 1)) == f"24.{NB}nov."
    assert said("da", text.date_short, day, today=date(2027, 1, 1)) == f"24.{NB}nov.{NB}2026"
    assert text.date_text(None) == text.date_short(None) == text.time_text(None) == text.seconds_text(None) == ""


def test_times_are_local_and_a_job_is_rounded_to_five_seconds():
    moment = datetime(2026, 11, 24, 13, 32, 13, 400, tzinfo=UTC)
    assert said("da", text.time_text, moment) == f"kl.{NB}14.32"
    assert said("en", text.time_text, moment) == "14.32"
    assert said("da", text.seconds_text, moment) == f"kl.{NB}14.32.10"
    assert said("da", text.date_text, datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == f"25.{NB}november 2026"


def test_days_and_sizes():
    assert said("da", text.days_text, 1) == f"1{NB}dag"
    assert said("da", text.days_text, 3) == f"3{NB}dage"
    assert said("da", text.working_days_text, 2) == f"2{NB}arb.dage"
    assert said("da", text.size_text, 999) == f"999{NB}B"
    assert said("da", text.size_text, 14200) == f"14{NB}kB"
    assert said("da", text.size_text, 2_400_000) == f"2,4{NB}MB"
    assert said("en", text.size_text, 3_000_000_000_000) == f"3,000{NB}GB"


@pytest.mark.parametrize(
    "written",
    ["24.11.2026", "24-11-2026", "24/11 2026", "2026-11-24", "24. november 2026", "24 Nov 2026", f"24.{NB}nov. 2026"],
)
def test_a_date_is_read_as_people_write_it(written):
    assert text.read_date(written) == date(2026, 11, 24)
    assert text.date_field_text(written) == "24.11.2026"


@pytest.mark.parametrize("written", ["", "næste år", "31.2.2026", "24.13.2026", "24. smarch 2026", "11/24"])
def test_what_is_no_date_is_none_and_stays_in_the_field(written):
    assert text.read_date(written) is None
    assert text.date_field_text(written) == written


def test_a_date_field_shows_a_date_and_nothing_for_none():
    assert text.date_field_text(date(2026, 1, 2)) == "2.1.2026"
    assert text.date_field_text(None) == ""


def test_a_lazy_text_in_a_language():
    assert text.in_language("en", 5) == "5"


@pytest.mark.parametrize(
    ("reference", "danish", "english"),
    [
        ("69(2)(d)", "Artikel 69, stk. 2, litra d", "Article 69(2)(d)"),
        ("53(1)", "Artikel 53, stk. 1", "Article 53(1)"),
        ("54", "Artikel 54", "Article 54"),
        ("12a", "Artikel 12a", "Article 12a"),
    ],
)
def test_an_article_of_law_is_written_as_its_language_writes_it(reference, danish, english):
    assert said("da", text.article_text, reference).replace(NB, " ") == danish
    assert said("en", text.article_text, reference) == english


def test_several_articles_stand_one_after_the_other():
    assert said("en", text.articles_text, ("69(2)(b)", "53(1)")) == "Article 69(2)(b); Article 53(1)"
