"""Phrases: conditions, records and windows in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from . import grammar as g
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
    """Says conditions and records of one plan."""

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
        return f"{self.speech.dataset(records.dataset)}{where}{window}{self._dated_by(records.date)}"

    def _dated_by(self, name: str | None) -> str:
        """Which date a record has, where it is not the dataset's own."""
        if name is None:
            return ""
        variable = self.speech.variable(name)
        return self.speech.say(f", dateret efter {variable}", f", dated by {variable}")

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
