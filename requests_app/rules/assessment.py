"""What an assessment must hold before a controller can answer (EHDS art. 69 with 68)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.workflow import Refused, as_bool
from requests_app.rules.facts import DecisionFacts
from requests_app.states import Regime

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Letter:
    """One requirement a controller answers: its words, its law by regime, and the form fields that bear on it."""

    key: str
    text: Promise | str
    fields: tuple[str, ...]
    only_if: tuple[str, str] | None = None


LETTERS: tuple[Letter, ...] = (
    Letter("a", _("The applicant is known and qualified"), ("applicant_type", "leader", "functions", "activities")),
    Letter("b", _("The purpose is allowed, and use and benefit fit it"), ("purposes", "intended_use", "benefit")),
    Letter("c", _("The data are necessary, and no more than necessary"), ("population_reason", "necessity")),
    Letter("d", _("The tables answer the question"), ("intended_use", "tabulation_notes")),
    Letter("e", _("The safeguards against misuse are enough"), ("safeguards",)),
    Letter("f", _("The legal ground for processing holds"), ("gdpr", "gdpr_reason", "ethics")),
    Letter("g", _("The exception from the opt-out is justified"), ("opt_out", "opt_out_reason"), ("opt_out", "yes")),
)

ARTICLE: Mapping[str, str] = {Regime.EHDS: "69(2)", Regime.DK_NOW: ""}


def letters_of(answers: Mapping[str, Any]) -> tuple[Letter, ...]:
    """The requirements that matter in this case; an exception nobody claims needs no answer."""
    return tuple(
        letter for letter in LETTERS if letter.only_if is None or answers.get(letter.only_if[0]) == letter.only_if[1]
    )


def missing_letters(decision: DecisionFacts) -> tuple[str, ...]:
    """Letters without an outcome or without a reason."""
    return tuple(key for key in decision.letters if not _is_answered(decision.assessment.get(key, {})))


def _is_answered(row: Mapping[str, str]) -> bool:
    return row.get("outcome") in (YES, NO) and bool(row.get("reason", "").strip())


def check_can_assess(decision: DecisionFacts) -> None:
    """A controller may act while the case is being assessed; a question to the applicant stops it."""
    if not decision.is_assessing:
        raise Refused(
            "decision.not_assessing", _("The case is not under assessment. It goes on when the applicant has answered.")
        )


def check_can_approve(decision: DecisionFacts) -> None:
    """Every letter is answered yes with a reason. Variables may be left out, with a reason, but not all of them."""
    check_can_assess(decision)
    _check_complete(decision)
    denied = [key for key in decision.letters if decision.assessment[key]["outcome"] == NO]
    if denied:
        raise Refused(
            "decision.letter_denied",
            _("You answered no to point %(letters)s. Refuse, or ask the applicant.") % {"letters": _listed(denied)},
            field="assessment",
        )
    unneeded = [name for name, answer in decision.needed.items() if answer == NO]
    if unneeded:
        _check_cut(decision, unneeded)


def _check_cut(decision: DecisionFacts, unneeded: Sequence[str]) -> None:
    """A grant in part leaves out own variables, keeps one at least, and says why."""
    strange = [name for name in unneeded if name not in decision.variables]
    if strange:
        raise Refused(
            "decision.unknown_variable",
            _("%(names)s: not among the variables you decide about.") % {"names": _listed(strange)},
            field="needed",
        )
    if decision.variables <= set(unneeded):
        raise Refused(
            "decision.nothing_needed",
            _("You found no variable necessary. Refuse, or ask the applicant."),
            field="needed",
        )
    if not decision.reason.strip():
        raise Refused(
            "decision.no_reason_for_cut",
            _("Write why the variables you found not necessary are left out. The applicant and the public read it."),
            field="reason",
        )


def check_can_approve_with_conditions(decision: DecisionFacts) -> None:
    """As an approval, with at least one condition in words."""
    check_can_approve(decision)
    if not any(text.strip() for text in decision.conditions):
        raise Refused("decision.no_condition", _("Write the conditions, or approve without."), field="conditions")


def check_can_refuse(decision: DecisionFacts) -> None:
    """A refusal has a full assessment and a reason the applicant can read."""
    check_can_assess(decision)
    _check_complete(decision)
    _check_reason(decision)


def check_can_say_not_available(decision: DecisionFacts) -> None:
    """Data that do not exist need a reason, no assessment."""
    check_can_assess(decision)
    _check_reason(decision)


def _check_complete(decision: DecisionFacts) -> None:
    missing = missing_letters(decision)
    if missing:
        raise Refused(
            "decision.incomplete",
            ngettext_lazy(
                "Missing: answer and reason for point %(letters)s",
                "Missing: answers and reasons for points %(letters)s",
                len(missing),
            )
            % {"letters": _listed(missing)},
            field="assessment",
        )


def _check_reason(decision: DecisionFacts) -> None:
    if not decision.reason.strip():
        raise Refused(
            "decision.no_reason", _("Write the reason. The applicant and the public read it."), field="reason"
        )


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys)


can_assess = as_bool(check_can_assess)
can_approve = as_bool(check_can_approve)
