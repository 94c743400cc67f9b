"""The rules, over everything they can meet."""

from datetime import date
from itertools import product

import pytest

from portal.workflow import Refused
from requests_app.rules import assessment as a
from requests_app.rules.clocks import SETTING, moved_by_pause, read_clock
from requests_app.rules.facts import ApplicationFacts, DecisionFacts, MemberFacts, PermitFacts
from requests_app.rules.members import can_join, check_is_not_invited
from requests_app.rules.outcome import outcome_of
from requests_app.rules.permits import Grant, check_can_resume, check_has_reason, permit_lines
from requests_app.rules.separation import check_is_not_party
from requests_app.rules.withdrawal import check_can_withdraw
from requests_app.states import (
    FINAL_DECISIONS,
    GRANTED_DECISIONS,
    OPEN_DECISIONS,
    ApplicationKind,
    ClockKind,
    DecisionState,
    Outcome,
)

YES = {"outcome": "yes", "reason": "Fordi"}
FULL = {"a": YES, "b": YES}
TWO = frozenset({"bef.sex", "bef.region"})


def facts(**changes):
    return DecisionFacts(**{"state": "in_review", "letters": ("a", "b"), "assessment": FULL, **changes})


@pytest.mark.parametrize("states", list(product(FINAL_DECISIONS, repeat=2)))
def test_final_decisions_add_up(states):
    granted = sum(state in GRANTED_DECISIONS for state in states)
    expected = {0: Outcome.REFUSED, 1: Outcome.PARTLY_APPROVED, 2: Outcome.APPROVED}[granted]
    assert outcome_of(states) is expected


def test_a_grant_that_leaves_variables_out_is_one_in_part():
    assert outcome_of([DecisionState.APPROVED] * 2, {"bef.sex"}) is Outcome.PARTLY_APPROVED
    assert outcome_of([DecisionState.REFUSED], ()) is Outcome.REFUSED


@pytest.mark.parametrize("state", [*OPEN_DECISIONS, DecisionState.CANCELLED])
def test_one_open_decision_leaves_the_case_open(state):
    assert outcome_of([DecisionState.APPROVED, state]) is None
    assert outcome_of([]) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"is_assessing": False}, "decision.not_assessing"),
        ({"assessment": {"a": YES}}, "decision.incomplete"),
        ({"assessment": {"a": YES, "b": {"outcome": "yes", "reason": " "}}}, "decision.incomplete"),
        ({"assessment": {"a": YES, "b": {"outcome": "", "reason": "x"}}}, "decision.incomplete"),
        ({"assessment": {"a": YES, "b": {"outcome": "no", "reason": "x"}}}, "decision.letter_denied"),
        ({"needed": {"bef.sex": "no"}}, "decision.unknown_variable"),
        ({"needed": {"bef.sex": "no"}, "variables": frozenset({"bef.sex"}), "reason": "x"}, "decision.nothing_needed"),
        ({"needed": {"bef.sex": "no"}, "variables": TWO, "reason": " "}, "decision.no_reason_for_cut"),
        ({"needed": {"bef.sex": "no"}, "variables": TWO, "reason": "Ikke i nogen tabel"}, None),
        ({"needed": {"bef.sex": "yes"}}, None),
    ],
)
def test_an_approval_needs_every_letter_answered_yes_and_a_reason_for_what_it_leaves_out(changes, code):
    assert code_of(a.check_can_approve, facts(**changes)) == code


@pytest.mark.parametrize(
    ("conditions", "code"), [((), "decision.no_condition"), ((" ",), "decision.no_condition"), (("Kun 2015",), None)]
)
def test_an_approval_with_conditions_names_them(conditions, code):
    assert code_of(a.check_can_approve_with_conditions, facts(conditions=conditions)) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "Nej"}, None),
        ({"reason": " "}, "decision.no_reason"),
        ({"reason": "Nej", "assessment": {}}, "decision.incomplete"),
        ({"reason": "Nej", "is_assessing": False}, "decision.not_assessing"),
    ],
)
def test_a_refusal_needs_a_full_assessment_and_a_reason(changes, code):
    assert code_of(a.check_can_refuse, facts(**changes)) == code


@pytest.mark.parametrize(("reason", "code"), [("Findes ikke", None), ("", "decision.no_reason")])
def test_data_that_do_not_exist_need_a_reason_only(reason, code):
    assert code_of(a.check_can_say_not_available, facts(assessment={}, reason=reason)) == code


@pytest.mark.parametrize(
    ("answers", "keys"), [({}, "abcdef"), ({"opt_out": "yes"}, "abcdefg"), ({"opt_out": "no"}, "abcdef")]
)
def test_the_letter_of_an_exception_nobody_claims_is_left_out(answers, keys):
    assert "".join(letter.key for letter in a.letters_of(answers)) == keys


def test_missing_letters_are_named():
    with pytest.raises(Refused) as caught:
        a.check_can_approve(facts(assessment={}))
    assert "a, b" in str(caught.value.sentence)


@pytest.mark.parametrize("states", [(), *[(one, two) for one in OPEN_DECISIONS for two in FINAL_DECISIONS]])
def test_withdrawal_is_open_until_the_last_decision_is_final(states):
    assert code_of(check_can_withdraw, ApplicationFacts(state="assessing", decisions=tuple(states))) is None


def test_withdrawal_is_closed_when_all_are_final():
    decided = ApplicationFacts(state="assessing", decisions=(DecisionState.APPROVED,))
    assert code_of(check_can_withdraw, decided) == "withdraw.decided"


def test_a_party_does_not_act_for_an_authority():
    assert code_of(check_is_not_party, 1, {2, 3}) is None
    assert code_of(check_is_not_party, 2, {2}) == "separation.own_case"


def test_an_address_is_invited_once():
    assert code_of(check_is_not_invited, "a@demo.test", {"b@demo.test"}) is None
    assert code_of(check_is_not_invited, "a@demo.test", {"a@demo.test"}) == "member.already"


@pytest.mark.parametrize(("person", "joins"), [(1, True), (2, False), (None, True)])
def test_who_has_acted_for_an_authority_does_not_join_the_case(person, joins):
    assert can_join(MemberFacts(person=person, handlers=frozenset({2, 3}))) is joins


def test_a_permit_is_opened_again_with_its_seal_and_within_its_period():
    assert code_of(check_can_resume, PermitFacts(is_within_period=True)) == "permit.no_seal"
    assert code_of(check_can_resume, PermitFacts(is_sealed=True)) == "permit.ended"
    assert code_of(check_can_resume, PermitFacts(is_sealed=True, is_within_period=True)) is None


def test_a_permit_is_stopped_with_a_reason():
    assert code_of(check_has_reason, PermitFacts(reason=" ")) == "permit.no_reason"
    assert code_of(check_has_reason, PermitFacts(reason="Brud")) is None


def test_a_permit_has_a_line_per_dataset_with_its_variables():
    grants = [Grant("sds", ("lpr", "lmdb"), ("Kun 2015",)), Grant("x", ("bef",), ())]
    lines = permit_lines(grants=grants, variables={"lpr": ["code"], "bef": []}, methods=["count"])
    assert [(line["dataset"], line["controller"], line["variables"]) for line in lines] == [
        ("lpr", "sds", ["code"]),
        ("lmdb", "sds", []),
        ("bef", "x", []),
    ]
    assert lines[0]["conditions"] == ["Kun 2015"] and lines[2]["methods"] == ["count"]


def test_every_clock_has_a_length_for_both_routes():
    assert set(SETTING) == set(product(ClockKind, ApplicationKind))


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [(10, 12, 22), (10, 10, 20), (12, 10, 20)],
)
def test_a_pause_moves_the_date_by_its_days_and_never_back(paused, resumed, due):
    moved = moved_by_pause(
        due_on=date(2026, 12, 20), paused_on=date(2026, 12, paused), resumed_on=date(2026, 12, resumed)
    )
    assert moved == date(2026, 12, due)


@pytest.mark.parametrize(
    ("today", "paused", "left", "overdue", "soon"),
    [
        (10, None, 10, False, False),
        (13, None, 7, False, True),
        (20, None, 0, False, True),
        (21, None, -1, True, False),
        (25, 15, 5, False, True),
    ],
)
def test_a_clock_is_read_on_a_day(today, paused, left, overdue, soon):
    found = read_clock(
        due_on=date(2026, 12, 20), paused_on=date(2026, 12, paused) if paused else None, today=date(2026, 12, today)
    )
    assert (found.days_left, found.is_overdue, found.is_soon, found.is_paused) == (left, overdue, soon, bool(paused))


def code_of(check, *arguments):
    try:
        check(*arguments)
    except Refused as refusal:
        return refusal.code
    return None
