"""Count a plan's group at its site: coarse, with a daily allowance, where the controllers allow it."""

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.commands.queue import queue_job, site_of
from analysis.models import Job, SiteLedger
from analysis.plans import BoundPlan, bind_plan, read_plan
from analysis.rules.counting import counting_plan
from analysis.rules.ledger import check_is_open
from analysis.states import JobPurpose
from catalog.selectors.dictionary import dictionary_to_bind
from catalog.selectors.visibility import Visitor
from portal.accounts import Perm, require
from portal.accounts.models import User
from portal.workflow import Refused, locked
from requests_app.models import Plan
from requests_app.selectors.documents import datasets_named_in


def counts_left(user: Visitor) -> int:
    """How many counts the person has left today, in the authority's time zone."""
    if not user.is_authenticated:
        return 0
    used = Job.objects.filter(requested_by=user, purpose=JobPurpose.FEASIBILITY, created_at__gte=_midnight()).count()
    allowance: int = settings.FEASIBILITY_COUNTS_A_DAY
    return max(0, allowance - used)


@transaction.atomic
def count_plan(*, by: Visitor, plan: Plan) -> Job:
    """Queue a count. Raises Refused with a code, NotVisible, or PlanFaults when the population cannot be read."""
    require(by, Perm.COUNT_FEASIBILITY, plan)
    plan = locked(plan)  # nobody deletes it meanwhile
    bound = bind_count(plan)
    assert isinstance(by, User)  # nobody else has the permission
    person = User.objects.select_for_update().get(
        uuid=by.uuid
    )  # two counts at once do not share the last one of the day
    if not counts_left(person):
        raise Refused("feasibility.allowance", _("You have used today's counts. You get new ones at midnight."))
    check_is_open(is_stopped=SiteLedger.objects.filter(site=site_of(bound), stopped_at__isnull=False).exists())
    return queue_job(by=person, purpose=JobPurpose.FEASIBILITY, bound=bound, plan=plan)


def bind_count(plan: Plan) -> BoundPlan:
    """The counting plan of a draft, bound to today's catalogue. Raises PlanFaults."""
    counting = counting_plan(plan.document)
    dictionary = dictionary_to_bind(datasets_named_in(counting))
    return bind_plan(read_plan(counting), dictionary, purpose=JobPurpose.FEASIBILITY)


def _midnight() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time()))
