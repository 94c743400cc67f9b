"""Which roles a person holds towards a plan, a case, a decision or a permit."""

from __future__ import annotations

from typing import Any

from portal.accounts.policy import organisations_where, roles_towards
from portal.accounts.roles import Role
from requests_app.models import Application, Decision, Member, Permit, Plan
from requests_app.selectors.people import parties_of


def stewarded_by(user: Any) -> frozenset[int]:
    """Ids of the organisations a person may act for as a steward. No query beyond the memberships of the person."""
    return organisations_where(user, Role.STEWARD)


def party_roles(user: Any, application: Application) -> set[Role]:
    """Applicant or member; an invitation that nobody has accepted gives no role."""
    if application.applicant_id == user.pk:
        return {Role.APPLICANT}
    return {Role.MEMBER} if user.pk in parties_of(application) else set()


@roles_towards(Plan)
def roles_towards_plan(user: Any, plan: Plan) -> set[Role]:
    """A plan is its owner's own."""
    return {Role.APPLICANT} if plan.owner_id == user.pk else set()


@roles_towards(Application)
def roles_towards_application(user: Any, application: Application) -> set[Role]:
    """The parties, and the stewards of every controller who decides in the case."""
    roles = party_roles(user, application)
    mine = stewarded_by(user)
    if mine and any(decision.controller_id in mine for decision in application.decisions.all()):
        roles.add(Role.STEWARD)
    return roles


@roles_towards(Member)
def roles_towards_member(user: Any, member: Member) -> set[Role]:
    """The applicant who invites, and the person who is invited."""
    if member.application.applicant_id == user.pk:
        return {Role.APPLICANT}
    return {Role.MEMBER} if member.user_id == user.pk else set()


@roles_towards(Decision)
def roles_towards_decision(user: Any, decision: Decision) -> set[Role]:
    """The parties, and the stewards of this controller only."""
    roles = party_roles(user, decision.application)
    return roles | ({Role.STEWARD} if decision.controller_id in stewarded_by(user) else set())


@roles_towards(Permit)
def roles_towards_permit(user: Any, permit: Permit) -> set[Role]:
    """As towards the case."""
    return roles_towards_application(user, permit.application)
