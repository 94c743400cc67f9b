"""When a permit may be sealed, stopped or opened again, and what its lines hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused
from requests_app.rules.facts import PermitFacts


@dataclass(frozen=True)
class Grant:
    """What one controller granted."""

    controller: str
    datasets: tuple[str, ...]
    conditions: tuple[str, ...]


def permit_lines(
    *, grants: Sequence[Grant], variables: Mapping[str, Sequence[str]], methods: Sequence[str]
) -> list[dict[str, Any]]:
    """One line per dataset: whose it is, which variables and methods, under which conditions.

    A statistics request uses the site's own disclosure profile, so `profile` is null: nothing loosens or tightens it.
    """
    return [
        {
            "dataset": dataset,
            "controller": grant.controller,
            "variables": list(variables.get(dataset, ())),
            "methods": list(methods),
            "profile": None,
            "conditions": list(grant.conditions),
        }
        for grant in grants
        for dataset in grant.datasets
    ]


def check_is_sealed(permit: PermitFacts) -> None:
    """A permit comes into force with its seal."""
    if not permit.is_sealed:
        raise Refused("permit.no_seal", _("The permit is not sealed yet."))


def check_can_resume(permit: PermitFacts) -> None:
    """What was stopped is opened again only while it would still allow something."""
    check_is_sealed(permit)
    if not permit.is_within_period:
        raise Refused("permit.ended", _("The permit's period has ended. The applicant can send a new application."))


def check_has_reason(permit: PermitFacts) -> None:
    """Stopping a permit needs a reason; the holder and the public read it."""
    if not permit.reason.strip():
        raise Refused("permit.no_reason", _("Write the reason. The applicant and the public read it."), field="reason")
