"""The gate between a permit and the data, asked when a job is queued, when it starts and before its result is released."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from analysis.envelope import EnvelopeRefused, PermitLine, check_lines
from portal.workflow import Refused


@dataclass(frozen=True)
class GateFacts:
    """What the gate looks at. ``variables_used`` maps each dataset of the plan to the variables it reads."""

    permit_is_active: bool
    permit_is_in_time: bool
    person_is_on_case: bool
    plan_hash: str
    approved_plan_hash: str
    variables_used: Mapping[str, Collection[str]]
    methods: Collection[str]
    lines: Collection[PermitLine]


def check_gate(facts: GateFacts) -> None:
    """Raise Refused unless the permit covers this person and this plan now (EHDS art. 69 and 73(1)(a),(d))."""
    if not facts.permit_is_active:
        raise Refused("gate.permit", _("The permit is not in force. Nothing more is run or released under it."))
    if not facts.permit_is_in_time:
        raise Refused("gate.time", _("The permit does not cover today. Ask for a renewal."))
    if not facts.person_is_on_case:
        raise Refused("gate.person", _("Only the applicant and accepted members may run analyses of this case."))
    if facts.plan_hash != facts.approved_plan_hash:
        raise Refused("gate.plan", _("The plan is not the approved one. Send a new application for another plan."))
    try:
        check_lines(variables_used=facts.variables_used, methods=facts.methods, lines=facts.lines)
    except EnvelopeRefused as refused:
        raise Refused("gate.lines", _("The plan uses data or methods outside the permit.")) from refused
