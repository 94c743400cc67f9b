"""Released results: whose they are, and everything their page shows."""

from uuid import UUID

from django.db.models import Q, QuerySet

from analysis.models import Result
from analysis.policy import may_see_count, stewarded_keys
from analysis.rules.own_data import is_on_data_of
from analysis.states import JobPurpose, ResultState
from catalog.selectors.visibility import Visitor
from portal.accounts import Perm, can_everywhere, require
from portal.accounts.models import User
from portal.workflow import NotVisible
from requests_app.models import Permit


def results_visible_to(user: Visitor) -> QuerySet[Result]:
    """Released results of cases: own and as accepted member; as steward those computed on own data; checkers all."""
    if not user.is_authenticated:
        return Result.objects.none()
    released = (
        Result.objects.filter(state=ResultState.RELEASED, job__purpose=JobPurpose.REQUEST)
        .select_related("release", "job__site", "job__permit__application")
        .defer("body", "document", "job__document")
    )
    if can_everywhere(user, Perm.VIEW_RESULT):
        return released
    case = "job__permit__application"
    mine = Result.objects.filter(**{f"{case}__applicant": user}).values("pk")
    joined = Result.objects.filter(
        **{
            f"{case}__members__user": user,
            f"{case}__members__accepted_at__isnull": False,
            f"{case}__members__removed_at": None,
        }
    ).values("pk")
    return released.filter(Q(pk__in=mine) | Q(pk__in=joined) | Q(job__permit__in=_permits_on_own_data(user)))


def _permits_on_own_data(user: User) -> list[int]:
    """Of the permits a steward's organisation has decided about, those that read its data."""
    own = stewarded_keys(user)
    decided = Permit.objects.filter(application__decisions__controller__key__in=own).values_list("pk", "lines")
    return [pk for pk, lines in decided if is_on_data_of(lines, own)]


def result_for(*, user: Visitor, uuid: UUID) -> Result:
    """One released result with its document. Raises NotVisible, also for a result that was never released."""
    result = (
        Result.objects.select_related(
            "release", "job__site", "job__plan", "job__plan_version", "job__permit__application", "job__requested_by"
        )
        .prefetch_related("charts")
        .filter(uuid=uuid, state=ResultState.RELEASED)
        .first()
    )
    if result is None or not may_see_count(user, result.job):
        raise NotVisible
    require(user, Perm.VIEW_RESULT, result)
    return result
