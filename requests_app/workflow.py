# ruff: noqa: E501  (one line a transition, so that the tables read as tables)
"""The tables a lawyer can read. The diagrams in the docs are drawn from them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from portal.accounts.roles import Perm, Role
from portal.audit.models import Event
from portal.workflow import T, Table
from requests_app import facts
from requests_app.commands.clocks import pause_all, resume_all, start, start_acceptance, stop, stop_all
from requests_app.models import Application, Decision, Member, Permit
from requests_app.rules.acceptance import check_can_accept, check_can_lapse
from requests_app.rules.assessment import check_can_assess, letters_of
from requests_app.rules.facts import ApplicationFacts, DecisionFacts, MemberFacts, PermitFacts
from requests_app.rules.members import check_can_join
from requests_app.rules.permits import check_can_resume
from requests_app.rules.withdrawal import check_can_withdraw
from requests_app.states import (
    FINAL_DECISIONS,
    OPEN_DECISIONS,
    OPEN_MEMBERS,
    ApplicationState,
    ClockKind,
    DecisionState,
    MemberState,
    Outcome,
    PermitState,
)

A, D, M, P = ApplicationState, DecisionState, MemberState, PermitState
PARTIES = (Role.APPLICANT, Role.MEMBER)
"""Nobody who is a party acts for an authority on the case (art. 55(3))."""


def application_facts(application: Application) -> ApplicationFacts:
    """A case as the rules see it."""
    return ApplicationFacts(
        state=application.state,
        decisions=tuple(decision.state for decision in application.decisions.all()),
        awaits_acceptance=application.awaits_acceptance,
        leaves_nothing=application.outcome == Outcome.PARTLY_APPROVED and application.offered_version_id is None,
        open_questions=sum(question.answered_at is None for question in application.questions.all()),
    )


def decision_facts(decision: Decision) -> DecisionFacts:
    """A controller's decision as the rules see it."""
    application = decision.application
    return DecisionFacts(
        state=decision.state,
        letters=tuple(letter.key for letter in letters_of(application.answers)),
        assessment=decision.assessment,
        needed=decision.needed,
        variables=frozenset(decision.variables),
        conditions=tuple(decision.conditions),
        reason=decision.reason,
        is_assessing=application.state == ApplicationState.ASSESSING,
    )


def member_facts(member: Member) -> MemberFacts:
    """An invitation as the rules see it."""
    handled = Event.objects.filter(stream=member.stream, fact__in=handling_facts(), by__isnull=False)
    return MemberFacts(person=member.user_id, handlers=frozenset(handled.values_list("by", flat=True)))


def permit_facts(permit: Permit) -> PermitFacts:
    """A permit as the rules see it."""
    return PermitFacts(
        state=permit.state,
        is_sealed=bool(permit.signature),
        is_within_period=permit.valid_from <= timezone.localdate() <= permit.valid_to,
        reason=permit.ended_reason,
    )


def _phase_left(application: Any) -> str:
    """The phase a waiting case goes back to; the command clears the mark after the table has read it."""
    phase: str = application.phase_left
    return phase


APPLICATION = Table(
    "application",
    states=ApplicationState,
    facts_of=application_facts,
    transitions=[
        T("submit", A.DRAFT, A.SUBMITTED, Perm.SUBMIT, fact=facts.ApplicationSubmitted, clock=(start(ClockKind.COMPLETENESS), start(ClockKind.DECISION))),
        T("start_check", A.SUBMITTED, A.CHECKING, Perm.CHECK_COMPLETENESS, fact=facts.CheckStarted, not_by=PARTIES),
        T("complete", A.CHECKING, A.ASSESSING, Perm.CHECK_COMPLETENESS, fact=facts.CheckPassed, not_by=PARTIES, clock=stop(ClockKind.COMPLETENESS)),
        T("ask", (A.CHECKING, A.ASSESSING), A.WAITING, Perm.ASK_APPLICANT, fact=facts.ApplicantAsked, not_by=PARTIES, clock=(pause_all, start(ClockKind.ANSWER))),
        T("answer", A.WAITING, (A.CHECKING, A.ASSESSING), Perm.ANSWER, fact=facts.ApplicantAnswered, choose=_phase_left, clock=(stop(ClockKind.ANSWER), resume_all)),
        T("reject_incomplete", A.CHECKING, A.CLOSED, Perm.CHECK_COMPLETENESS, fact=facts.ApplicationRejected, not_by=PARTIES, clock=stop_all),
        T("withdraw", (A.SUBMITTED, A.CHECKING, A.ASSESSING, A.WAITING, A.DECIDED), A.WITHDRAWN, Perm.WITHDRAW, fact=facts.ApplicationWithdrawn, guard=check_can_withdraw, clock=stop_all),
        T("lapse", (A.WAITING, A.DECIDED), A.LAPSED, None, fact=facts.ApplicationLapsed, guard=check_can_lapse, clock=stop_all),
        T("decide", A.ASSESSING, A.DECIDED, None, fact=facts.ApplicationDecided, clock=(stop(ClockKind.DECISION), start_acceptance)),
        T("accept", A.DECIDED, None, Perm.ACCEPT_DECISION, fact=facts.DecisionAccepted, guard=check_can_accept, clock=stop(ClockKind.ACCEPTANCE)),
    ],
)  # fmt: skip

DECISION = Table(
    "decision",
    states=DecisionState,
    facts_of=decision_facts,
    transitions=[
        T("start_review", D.PENDING, D.IN_REVIEW, Perm.REVIEW, fact=facts.ReviewStarted, guard=check_can_assess, not_by=PARTIES),
        T("approve", D.IN_REVIEW, D.APPROVED, Perm.DECIDE, fact=facts.DecisionApproved, guard=check_can_assess, not_by=PARTIES),
        T("approve_with_conditions", D.IN_REVIEW, D.APPROVED_WITH_CONDITIONS, Perm.DECIDE, fact=facts.DecisionApprovedWithConditions, guard=check_can_assess, not_by=PARTIES),
        T("refuse", D.IN_REVIEW, D.REFUSED, Perm.DECIDE, fact=facts.DecisionRefused, guard=check_can_assess, not_by=PARTIES),
        T("not_available", D.IN_REVIEW, D.NOT_AVAILABLE, Perm.DECIDE, fact=facts.DataNotAvailable, guard=check_can_assess, not_by=PARTIES),
        T("cancel", OPEN_DECISIONS, D.CANCELLED, None, fact=facts.DecisionCancelled),
    ],
)  # fmt: skip

MEMBER = Table(
    "member",
    states=MemberState,
    facts_of=member_facts,
    transitions=[
        T("deliver", M.INVITED, None, None, fact=facts.InvitationDelivered),
        T("accept", M.INVITED, M.ACCEPTED, Perm.ANSWER_INVITATION, fact=facts.InvitationAccepted, guard=check_can_join),
        T("decline", M.INVITED, M.DECLINED, Perm.ANSWER_INVITATION, fact=facts.InvitationDeclined),
        T("remove", OPEN_MEMBERS, M.REMOVED, Perm.INVITE_MEMBER, fact=facts.MemberRemoved),
    ],
)  # fmt: skip

PERMIT = Table(
    "permit",
    states=PermitState,
    facts_of=permit_facts,
    transitions=[
        T("issue", P.ISSUED, P.ACTIVE, None, fact=facts.PermitIssued),
        T("suspend", P.ACTIVE, P.SUSPENDED, Perm.SUSPEND_PERMIT, fact=facts.PermitSuspended, not_by=PARTIES),
        T("resume", P.SUSPENDED, P.ACTIVE, Perm.SUSPEND_PERMIT, fact=facts.PermitResumed, guard=check_can_resume, not_by=PARTIES),
        T("revoke", (P.ISSUED, P.ACTIVE, P.SUSPENDED), P.REVOKED, Perm.REVOKE_PERMIT, fact=facts.PermitRevoked, not_by=PARTIES),
        T("expire", (P.ACTIVE, P.SUSPENDED), P.EXPIRED, None, fact=facts.PermitExpired),
    ],
)  # fmt: skip


def handling_facts() -> frozenset[str]:
    """The names of what no party may do in a case; of a decision the signature, since a review can be handed over."""
    steps = [*APPLICATION.transitions, *PERMIT.transitions]
    steps += [step for step in DECISION.transitions if set(step.targets) <= set(FINAL_DECISIONS)]
    return frozenset(step.fact.__name__ for step in steps if step.not_by)
