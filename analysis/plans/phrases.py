"""Phrases: conditions, windows, records and shapes in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from . import grammar as g
from .kinds import band_texts
from .names import Number
from .speech import Speech

COMPARED = {
    g.Operator.EQ: ("er", "is"),
    g.Operator.NE: ("ikke er", "is not"),
    g.Operator.IN: ("er", "is"),
    g.Operator.GE: ("er mindst", "is at least"),
    g.Operator.GT: ("er over", "is above"),
    g.Operator.LE: ("er højst", "is at most"),
    g.Operator.LT: ("er under", "is below"),
    g.Operator.STARTS_WITH: ("begynder med", "begins with"),
}
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

SINCE: Mapping[Number, tuple[str, str]] = {
    0: ("på eller efter indeksdatoen", "on or after the index date"),
    1: ("efter indeksdatoen", "after the index date"),
}
UNTIL: Mapping[Number, tuple[str, str]] = {
    0: ("på eller før indeksdatoen", "on or before the index date"),
    -1: ("før indeksdatoen", "before the index date"),
}
"""The ends of a window of days that have a plainer name."""


class Phrases:
    """Says conditions and shapes of one plan."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    # Conditions

    def condition(self, condition: g.Condition) -> str:
        """A condition as a clause: `Køn er Kvinde og Region er Hovedstaden`."""
        say = self.speech.say
        match condition:
            case g.All(all=parts):
                return self.speech.listed([self._part(part) for part in parts])
            case g.Any_(any=parts):
                return self.speech.listed([self._part(part) for part in parts], say("eller", "or"))
            case g.Not(not_=part):
                return say(f"det ikke gælder, at {self._part(part)}", f"it is not so that {self._part(part)}")
        return self._comparison(condition)

    def _part(self, condition: g.Condition) -> str:
        inner = self.condition(condition)
        return f"({inner})" if isinstance(condition, g.All | g.Any_) else inner

    def _comparison(self, condition: g.Comparison) -> str:
        speech, name, value = self.speech, condition.name, condition.value
        subject = speech.named(name)
        match condition.operator:
            case g.Operator.MISSING:
                verb = speech.say("mangler", "is missing") if value else speech.say("er oplyst", "is known")
                return f"{subject} {verb}"
            case g.Operator.IN_LIST:
                words = (
                    f"står på kodelisten {speech.quoted(str(value))}",
                    f"is on the code list {speech.quoted(str(value))}",
                )
                return f"{subject} {speech.say(*words)}"
        values = value if isinstance(value, tuple) else (value,)
        shown = [speech.value(name, one) for one in values]
        if condition.operator is g.Operator.BETWEEN:
            return speech.say(
                f"{subject} er fra {shown[0]} til {shown[1]}", f"{subject} is from {shown[0]} to {shown[1]}"
            )
        verb = speech.say(*COMPARED[condition.operator])
        return f"{subject} {verb} {speech.listed(shown, speech.say('eller', 'or'))}"

    # Records and windows

    def records(self, records: g.Records | g.Exclusion | g.IndexEvent) -> str:
        """`en post i Cancerregisteret, hvor Topografi begynder med C`, without the article."""
        where = self.where(records.where)
        window = self.window(records.window) if not isinstance(records, g.IndexEvent) else ""
        return f"{self.speech.dataset(records.dataset)}{where}{window}"

    def where(self, condition: g.Condition | None) -> str:
        """`, hvor …`, or nothing."""
        if condition is None:
            return ""
        return self.speech.say(", hvor ", " where ") + self.condition(condition)

    def window(self, window: g.Window | None) -> str:
        """`, fra 365 dage før til indeksdatoen`, or nothing."""
        if window is None:
            return ""
        match window:
            case g.DaysWindow(days=(low, high)):
                return f", {self._days(low, high)}"
            case g.DatesWindow(dates=(low, high)):
                return f", {self._between(low, high)}"
        return f", {self._ages(*window.age)}"

    def _days(self, low: Number | None, high: Number | None) -> str:
        say = self.speech.say
        if low is not None and high is not None:
            first, last = self._day(low), self._day(high)
            return say(f"fra {first} til {last}", f"from {first} to {last}")
        if low is not None:
            since = (f"tidligst {self._day(low)}", f"no earlier than {self._day(low)}")
            return say(*SINCE.get(low, since))
        if high is not None:
            until = (f"senest {self._day(high)}", f"no later than {self._day(high)}")
            return say(*UNTIL.get(high, until))
        return say("uanset tidspunkt", "at any time")

    def _day(self, days: Number) -> str:
        say, size = self.speech.say, -days if days < 0 else days
        if days == 0:
            return say("indeksdatoen", "the index date")
        unit = say("dag", "day") if size == 1 else say("dage", "days")
        side = say("før", "before") if days < 0 else say("efter", "after")
        return f"{self.speech.number(size)} {unit} {side}"

    def _ages(self, low: Number | None, high: Number | None) -> str:
        say, number = self.speech.say, self.speech.number
        if low is not None and high is not None:
            return say(
                f"i alderen {number(low)} til under {number(high)} år",
                f"at age {number(low)} to under {number(high)} years",
            )
        if low is not None:
            return say(f"fra alderen {number(low)} år", f"from age {number(low)}")
        return (
            say(f"før alderen {number(high)} år", f"before age {number(high)}")
            if high is not None
            else say("i alle aldre", "at any age")
        )

    def _between(self, first: dt.date | None, last: dt.date | None) -> str:
        say = self.speech.say
        low, high = (self.speech.date(end) if end else None for end in (first, last))
        if low and high:
            return say(f"fra {low} til {high}", f"from {low} to {high}")
        if low:
            return say(f"fra {low}", f"from {low}")
        return say(f"til {high}", f"until {high}") if high else say("uanset tidspunkt", "at any time")

    # Values

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
                clause = self.condition(condition)
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
                f"{self.value(one.then)}, hvis {self.condition(one.when)}",
                f"{self.value(one.then)} if {self.condition(one.when)}",
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
                clause = self.records(records)
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
                    f"antal {what} i {self.records(records)}", f"the number of {what} in {self.records(records)}"
                )
            case g.Sum(sum=records):
                name = speech.variable(records.of)
                return say(
                    f"summen af {name} i {self.records(records)}", f"the sum of {name} in {self.records(records)}"
                )
        records = shape.value
        take, name = say(*TAKES[records.take]), speech.variable(records.of)
        return say(f"{take} {name} i {self.records(records)}", f"the {take} {name} in {self.records(records)}")

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
