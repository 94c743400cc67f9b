"""Numbers, dates and table cells as people read them, in Danish and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"
_SEPARATORS = {"da": (".", ","), "en": (",", ".")}
_MONTHS = {
    "da": [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}  # fmt: skip
_SHORT = {
    "da": ["jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_DAYS = {
    "da": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_HIDDEN = re.compile(r"<(\d+)")
Number = int | float | Decimal | str


@dataclass(frozen=True)
class Cell:
    """A cell of a result table: what is shown, what is read aloud, and whether the figure is covered."""

    text: str
    aloud: str
    covered: bool
    numeric: bool


def language() -> str:
    """The language of the page: `da` or `en`."""
    return "en" if (get_language() or "da").startswith("en") else "da"


def number(value: Number, decimals: int | None = None) -> str:
    """18.735 and 8,3 in Danish, 18,735 and 8.3 in English; the minus is a minus. `decimals` rounds half up."""
    amount = _decimal(value)
    if amount is None:
        return str(value)
    if decimals is not None:
        amount = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    thousands, comma = _SEPARATORS[language()]
    whole, _point, rest = f"{abs(amount):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands)
    sign = MINUS if amount < 0 else ""
    return f"{sign}{grouped}{comma + rest if rest else ''}"


def percent(value: Number, decimals: int | None = 1) -> str:
    """52,4 % in Danish with a space that does not break, 52.4% in English. The value is already in percent."""
    gap = NBSP if language() == "da" else ""
    return f"{number(value, decimals)}{gap}%"


def kroner(value: Number) -> str:
    """1.840 kr. and 1.000,50 kr. in Danish, DKK 1,840 and DKK 1,000.50 in English."""
    amount = _decimal(value)
    is_whole = amount is None or amount == amount.to_integral_value()
    text = number(value, 0 if is_whole else 2)
    return f"{text}{NBSP}kr." if language() == "da" else f"DKK{NBSP}{text}"


def span(low: Number, high: Number) -> str:
    """0,73–0,86: a range with an en dash and no spaces."""
    return f"{number(low)}{DASH}{number(high)}"


def p_value(value: float) -> str:
    """p < 0,01 or p = 0,03."""
    text = number(0.01) if value < 0.01 else number(value, 2)
    return f"p {'<' if value < 0.01 else '='} {text}".replace(" ", NBSP)


def cell(value: object, decimals: int | None = None) -> Cell:
    """A cell of a released table: number, label, nothing by definition (None) or covered (`<5`, `hidden`)."""
    if value is None:
        return Cell(DASH, gettext("none"), covered=False, numeric=True)
    if isinstance(value, bool):
        text = gettext("Yes") if value else gettext("No")
        return Cell(text, text, covered=False, numeric=False)
    if isinstance(value, int | float | Decimal):
        text = number(value, decimals)
        return Cell(text, text, covered=False, numeric=True)
    return _text_cell(str(value))


def _text_cell(value: str) -> Cell:
    if value == "hidden":
        return Cell(gettext("hidden"), gettext("hidden"), covered=True, numeric=True)
    small = _HIDDEN.fullmatch(value)
    if small:
        return Cell(value, gettext("under %(limit)s") % {"limit": small[1]}, covered=True, numeric=True)
    return Cell(value, value, covered=False, numeric=False)


def date_text(value: date | datetime | None) -> str:
    """24. november 2026; 24 November 2026."""
    day = _day(value)
    if day is None:
        return ""
    dot = "." if language() == "da" else ""
    return f"{day.day}{dot} {_MONTHS[language()][day.month - 1]} {day.year}".replace(" ", NBSP, 1)


def date_short(value: date | datetime | None, *, today: date | None = None) -> str:
    """24. nov. in tables and timelines; with the year when it is not this year."""
    day = _day(value)
    if day is None:
        return ""
    dot = "." if language() == "da" else ""
    year = "" if day.year == (today or timezone.localdate()).year else f" {day.year}"
    return f"{day.day}{dot} {_SHORT[language()][day.month - 1]}{year}".replace(" ", NBSP)


def weekday_text(value: date | datetime) -> str:
    """Tirsdag 24. november 2026; Tuesday 24 November 2026."""
    day = _day(value)
    return f"{_DAYS[language()][day.weekday()].capitalize()} {date_text(day)}" if day else ""


def time_text(value: datetime | None, *, seconds: bool = False) -> str:
    """kl. 14.32 in Danish, 14.32 in English; local time of the authority."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = local.strftime("%H.%M.%S" if seconds else "%H.%M")
    return f"kl.{NBSP}{clock}" if language() == "da" else clock


def seconds_text(value: datetime | None) -> str:
    """kl. 09.14.10: start and finish of a job, rounded to 5 seconds; exact running time says something of data."""
    if value is None:
        return ""
    whole = value.replace(microsecond=0)
    return time_text(whole - timedelta(seconds=whole.second % 5), seconds=True)


def days_text(count: int) -> str:
    """3 dage; 1 dag."""
    return f"{number(count)}{NBSP}{_one_or_many(count, _('day'), _('days'))}"


def working_days_text(count: int) -> str:
    """3 arb.dage: only in tables."""
    return f"{number(count)}{NBSP}{_one_or_many(count, _('working day'), _('working days'))}"


def _one_or_many(count: int, one: object, many: object) -> str:
    return str(one if abs(count) == 1 else many)


def size_text(size: int) -> str:
    """14 kB, 2,4 MB: decimal units, as file managers show them."""
    if size < 1000:
        return f"{number(size)}{NBSP}B"
    for unit, factor in (("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)):
        if size < factor * 1000 or unit == "GB":
            amount = size / factor
            return f"{number(amount, 0 if amount >= 10 or unit == 'kB' else 1)}{NBSP}{unit}"
    raise AssertionError(size)


_ARTICLE = re.compile(r"(?P<number>\d+)(\((?P<paragraph>\d+)\))?(\((?P<letter>[a-z])\))?")


def article_text(reference: str) -> str:
    """Artikel 69, stk. 2, litra d; Article 69(2)(d): a place in a law, written `69(2)(d)` where it is declared."""
    found = _ARTICLE.fullmatch(reference)
    if found is None or language() == "en":
        return f"{gettext('Article')} {reference}"
    parts = [f"Artikel{NBSP}{found['number']}"]
    parts += [f"stk.{NBSP}{found['paragraph']}"] if found["paragraph"] else []
    parts += [f"litra{NBSP}{found['letter']}"] if found["letter"] else []
    return ", ".join(parts)


def articles_text(references: Iterable[str]) -> str:
    """Several places in a law, one after the other."""
    return "; ".join(article_text(one) for one in references)


_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[./\- ]+(?P<m>\d{1,2})[./\- ]+(?P<y>\d{4})"),
)
_WORDED = re.compile(r"(?P<d>\d{1,2})\.?\s+(?P<m>[a-zæøå]+)\.?\s+(?P<y>\d{4})")


def read_date(text: str) -> date | None:
    """The date a person wrote (24.11.2026, 24/11 2026, 24. november 2026, 2026-11-24), or None when it is none."""
    wanted = " ".join(text.replace(NBSP, " ").split()).lower()
    for form in _DATE_FORMS:
        if found := form.fullmatch(wanted):
            return _date_or_none(int(found["y"]), int(found["m"]), int(found["d"]))
    found = _WORDED.fullmatch(wanted)
    month = _month(found["m"]) if found else None
    return _date_or_none(int(found["y"]), month, int(found["d"])) if found and month else None


def _month(word: str) -> int | None:
    for names in (*_MONTHS.values(), *_SHORT.values()):
        for index, name in enumerate(names, start=1):
            if word == name.lower().rstrip("."):
                return index
    return None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_field_text(value: object) -> str:
    """The value of a date field as it is written in the form: 24.11.2026. What is no date is given back unchanged."""
    if isinstance(value, date):
        return f"{value.day}.{value.month}.{value.year}"
    text = "" if value is None else str(value)
    day = read_date(text)
    return f"{day.day}.{day.month}.{day.year}" if day else text


def in_language(code: str, text: object) -> str:
    """A lazy text in one language whatever the page's language is."""
    with override(code):
        return str(text)


def _day(value: date | datetime | None) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _decimal(value: Number) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
