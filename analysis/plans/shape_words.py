"""Shapes in words: one noun phrase for every way a plan makes a value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from . import grammar as g
from .kinds import band_texts
from .phrases import Phrases
from .speech import Speech

TAKES = {
    g.Take.FIRST: ("første", "first"),
    g.Take.LAST: ("seneste", "latest"),
    g.Take.NEAREST: ("nærmeste", "nearest"),
    g.Take.MIN: ("mindste", "smallest"),
    g.Take.MAX: ("største", "greatest"),
    g.Take.MEAN: ("gennemsnitlige", "mean"),
}
SHIFT_UNITS = {
    g.ShiftUnit.DAYS: ("dage", "days"),
    g.ShiftUnit.MONTHS: ("måneder", "months"),
    g.ShiftUnit.YEARS: ("år", "years"),
}


class ShapeWords:
    """Says the values and shapes of one plan."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.phrases = Phrases(speech)

    def value(self, value: g.BranchValue) -> str:
        """Any value as a noun phrase."""
        match value:
            case str():
                return self.speech.named(value)
            case int() | Decimal():
                return self.speech.number(value)
            case dt.date():
                return self.speech.date(value)
            case g.Label(label=label):
                return self.speech.quoted(str(label))
        return self.shape(value)

    def values(self, values: tuple[g.Value, ...], last: str | None = None) -> str:
        """Values in a row."""
        return self.speech.listed([self.value(value) for value in values], last)

    def shape(self, shape: g.Shape) -> str:
        """A shape as a noun phrase."""
        say, value = self.speech.say, self.value
        match shape:
            case g.From(from_=name):
                key = self.speech.dataset(name.partition(".")[0])
                return say(f"{self.speech.variable(name)} i {key}", f"{self.speech.variable(name)} in {key}")
            case g.When(when=condition):
                clause = self.phrases.condition(condition)
                return say(f"ja, hvis {clause}, ellers nej", f"yes if {clause}, else no")
            case g.Case():
                return self._case(shape)
            case g.Map(map=recode):
                pairs = [f"{self._code(recode.of, code)} → {label}" for code, label in recode.to.items()]
                return f"{value(recode.of)} ({', '.join(pairs)})"
            case g.Bands(bands=bands):
                return self._bands(bands)
            case g.Exists() | g.Count() | g.Sum() | g.TakeValue():
                return self._from_records(shape)
            case g.CoveredDays(covered_days=records):
                clause, supply = self.phrases.records(records), self._supply(records)
                return say(
                    f"antal forskellige dage i perioden med beholdning af {clause}, når hver post rækker {supply}",
                    f"the number of different days of the period with supply from {clause}, each record lasting {supply}",
                )
            case g.PersistentDays(persistent_days=records):
                clause, supply, grace = (
                    self.phrases.records(records),
                    self._supply(records),
                    self.speech.number(records.grace),
                )
                return say(
                    f"dage fra første post i {clause}, til beholdningen slipper op uden en ny post inden for {grace} dage, "
                    f"når hver post rækker {supply}",
                    f"days from the first record in {clause} until the supply ends with no new record within {grace} days, "
                    f"each record lasting {supply}",
                )
            case g.Event(event=event):
                until = self.speech.named("exit")
                since = self.speech.named("index")
                return say(
                    f"ja, hvis {value(event.date)} ligger efter {since} og senest på {until}, ellers nej",
                    f"yes if {value(event.date)} lies after {since} and on or before {until}, else no",
                )
            case g.OnFrom(on_from=date):
                return say(
                    f"nej til og med {value(date)}, derefter ja", f"no up to and including {value(date)}, then yes"
                )
        return self._calculated(shape)

    def _code(self, of: g.Value, code: str) -> str:
        return self.speech.value(of, code) if isinstance(of, str) else code

    def _case(self, shape: g.Case) -> str:
        say = self.speech.say
        parts = [
            say(
                f"{self.value(one.then)}, hvis {self.phrases.condition(one.when)}",
                f"{self.value(one.then)} if {self.phrases.condition(one.when)}",
            )
            for one in shape.branches
        ]
        if shape.otherwise is not None:
            parts.append(
                say(f"ellers {self.value(shape.otherwise.else_)}", f"else {self.value(shape.otherwise.else_)}")
            )
        return "; ".join(parts)

    def _bands(self, bands: g.BandsOf) -> str:
        say, of = self.speech.say, self.value(bands.of)
        if bands.edges is None:
            cuts = self.speech.listed([self.speech.number(one) for one in bands.quantiles or ()])
            return say(f"{of} delt ved kvantilerne {cuts}", f"{of} cut at the quantiles {cuts}")
        kind = self.speech.kind(bands.of) if isinstance(bands.of, str) else None
        texts = band_texts(bands.edges, whole=kind is not None and kind.type == "integer")
        shown = ", ".join(text.in_language(self.speech.language) for _, text in texts)
        return say(f"{of} i grupperne {shown}", f"{of} in the groups {shown}")

    def _from_records(self, shape: g.Exists | g.Count | g.Sum | g.TakeValue) -> str:
        say, speech = self.speech.say, self.speech
        match shape:
            case g.Exists(exists=records):
                clause = self.phrases.records(records)
                return say(
                    f"ja, hvis der er mindst én post i {clause}, ellers nej",
                    f"yes if there is a record in {clause}, else no",
                )
            case g.Count(count=records):
                what = say("poster", "records")
                if records.distinct is not None:
                    name = speech.variable(records.distinct)
                    what = say(f"forskellige værdier af {name}", f"different values of {name}")
                return say(
                    f"antal {what} i {self.phrases.records(records)}",
                    f"the number of {what} in {self.phrases.records(records)}",
                )
            case g.Sum(sum=records):
                name = speech.variable(records.of)
                return say(
                    f"summen af {name} i {self.phrases.records(records)}",
                    f"the sum of {name} in {self.phrases.records(records)}",
                )
        records = shape.value
        take, name = say(*TAKES[records.take]), speech.variable(records.of)
        clause = self.phrases.records(records) + self._taken(records)
        return say(f"{take} {name} i {clause}", f"the {take} {name} in {clause}")

    def _supply(self, records: g.SupplyRecords) -> str:
        """How long a record lasts."""
        if isinstance(records.supply, str):
            name = self.speech.variable(records.supply)
            return self.speech.say(f"det antal dage, som {name} angiver", f"the days that {name} says")
        days = self.speech.number(records.supply)
        return self.speech.say(f"{days} dage", f"{days} days")

    def _calculated(self, shape: g.Shape) -> str:
        say, value, values = self.speech.say, self.value, self.values
        match shape:
            case g.Add(add=parts):
                return say(f"summen af {values(parts)}", f"the sum of {values(parts)}")
            case g.Subtract(subtract=(first, second)):
                return say(f"{value(first)} minus {value(second)}", f"{value(first)} minus {value(second)}")
            case g.Multiply(multiply=parts):
                return say(f"produktet af {values(parts)}", f"the product of {values(parts)}")
            case g.Divide(divide=(first, second)):
                return say(
                    f"{value(first)} divideret med {value(second)}", f"{value(first)} divided by {value(second)}"
                )
            case g.MinOf(min_of=parts):
                return say(f"den mindste af {values(parts)}", f"the smallest of {values(parts)}")
            case g.MaxOf(max_of=parts):
                return say(f"den største af {values(parts)}", f"the greatest of {values(parts)}")
            case g.Log(log=of):
                return say(f"den naturlige logaritme af {value(of)}", f"the natural logarithm of {value(of)}")
            case g.Floor(floor=of):
                return say(f"{value(of)} rundet ned til helt tal", f"{value(of)} rounded down to a whole number")
        return self._dated(shape)

    def _dated(self, shape: g.Shape) -> str:
        say, value = self.speech.say, self.value
        match shape:
            case g.YearOf(year_of=of):
                return say(f"året for {value(of)}", f"the year of {value(of)}")
            case g.MonthOf(month_of=of):
                return say(f"måneden for {value(of)}", f"the month of {value(of)}")
            case g.Shift(shift=(date, amount, unit)):
                return say(
                    f"{value(date)} flyttet {value(amount)} {SHIFT_UNITS[unit][0]}",
                    f"{value(date)} moved by {value(amount)} {SHIFT_UNITS[unit][1]}",
                )
            case g.DaysBetween(days_between=(first, second)):
                return say(
                    f"dage fra {value(first)} til {value(second)}", f"days from {value(first)} to {value(second)}"
                )
            case g.YearsBetween(years_between=pair):
                first, second = value(pair[0]), value(pair[1])
                return self.speech.age(pair) or say(f"år fra {first} til {second}", f"years from {first} to {second}")
            case g.CompletedYears(completed_years=pair):
                first, second = value(pair[0]), value(pair[1])
                whole = (f"hele år fra {first} til {second}", f"whole years from {first} to {second}")
                return self.speech.age(pair) or say(*whole)
        raise AssertionError(f"a shape without words: {type(shape).__name__}")

    def _taken(self, records: g.ValueRecords) -> str:
        """What first and last go by, and that a missing value is taken as it is."""
        parts = ""
        if records.order is not None:
            order = self.speech.variable(records.order)
            parts += self.speech.say(f", ordnet efter {order}", f", ordered by {order}")
        if records.keep_missing:
            parts += self.speech.say(", også hvis værdien mangler", ", also if the value is missing")
        return parts
