"""Events of persons: how many, and whether a sensitive event is nearly everybody's or nearly nobody's."""

from __future__ import annotations

import numpy as np

from analysis.site.frame import Column
from analysis.site.ledger.asking import Form

from ..desk import Desk, Withhold
from .sets import Amounts, shown_where


def published_events(events: Amounts, desk: Desk, *, of_records: bool) -> tuple[Form, ...]:
    """The published events of each set: persons with an event. With unit record a person may have several: then all
    of them, rounded so that b persons cannot move the figure, where at least k persons have any.
    """
    persons = events.counts(desk).forms
    return shown_where(events.sums("events", desk), persons) if of_records else persons


def withhold_one_class(event: Column, followed: Amounts, with_event: Amounts, desk: Desk) -> None:
    """The class rule of a sensitive event. Raises Withhold where nearly all persons of a set, or hardly any, had it."""
    if not event.sensitive:
        return
    whole, ones = (amounts.counts(desk).roots for amounts in (followed, with_event))
    shares = ones[whole >= desk.profile.k] / whole[whole >= desk.profile.k]
    if np.any(np.maximum(shares, 1 - shares) >= desk.profile.class_share / 100):
        raise Withhold("one class")
