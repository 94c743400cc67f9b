"""Which roles a person holds towards a job and its result: those held towards the case or the plan it belongs to."""

from collections.abc import Iterable

from analysis.models import Job, Result
from analysis.rules.own_data import is_on_data_of
from catalog.selectors.visibility import Visitor
from portal.accounts import Role, organisations_where, roles_of, roles_towards, roles_towards_object
from portal.accounts.models import User
from portal.accounts.policy import memberships_held


@roles_towards(Job)
def roles_towards_job(user: User, job: Job) -> Iterable[Role]:
    """A request's job follows its case; a count is its owner's alone."""
    if job.permit is not None:
        return roles_towards_object(user, job.permit.application)
    return {Role.APPLICANT} if job.requested_by_id == user.pk else set()


@roles_towards(Result)
def roles_towards_result(user: User, result: Result) -> Iterable[Role]:
    """The same as towards its job, but a steward reads only what was computed on the data of the own organisation."""
    roles = frozenset(roles_towards_job(user, result.job))
    permit = result.job.permit
    if permit is None or is_on_data_of(permit.lines, stewarded_keys(user)):
        return roles
    return roles - {Role.STEWARD}


def stewarded_keys(user: User) -> frozenset[str]:
    """Keys of the organisations the person may act for as a steward."""
    ids = organisations_where(user, Role.STEWARD)
    return frozenset(held.organisation.key for held in memberships_held(user) if held.organisation_id in ids)


def may_see_count(user: Visitor, job: Job) -> bool:
    """A count belongs to no case, so the roles of the permit authority give nothing towards it: it is seen by who asked
    for it, and by the auditor, who reads everything. A request's job passes; its case decides."""
    return job.permit_id is not None or job.requested_by_id == user.pk or Role.AUDITOR in roles_of(user)
