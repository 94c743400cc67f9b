"""What analyses contribute to pages below: a count beside a plan, jobs and results on a case, results in the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.commands.feasibility import bind_count, counts_left
from analysis.models import Job, Release
from analysis.plans import PlanFaults
from analysis.selectors.jobs import jobs_of_cases, latest_counts
from analysis.states import JobState
from portal.accounts import Perm, can
from portal.ui.slots import PAGE, Slot
from requests_app.models import Plan
from requests_app.selectors.gaps import fault_text

CLOSED = "feasibility_dataset"
"""The fault of a plan on data whose controller has not opened them for counting."""


class CountPanel(Slot):
    """ "Is the group large enough?" beside the plan, with the button only where the count would not be refused."""

    template = "analysis/slots/plan_count.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        counts = latest_counts([plan.pk for plan in objects], user=user)
        left = counts_left(user)
        return {
            plan.pk: {"plan": plan, "left": left, **_whether_countable(plan), **count_context(counts.get(plan.pk))}
            for plan in objects
        }


class JobsPanel(Slot):
    """The analysis and its result, on the page of a case."""

    template = "analysis/slots/case_jobs.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        jobs = jobs_of_cases(objects)
        return {
            case.pk: {"jobs": jobs[case.pk], "readable": [job for job in jobs[case.pk] if _may_read(user, job)]}
            for case in objects
            if jobs[case.pk]
        }


class RegisterResults(Slot):
    """On a public register entry: that there is a result, and by when it is published."""

    template = "analysis/slots/register_results.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        cases = [case.pk for case in objects]
        releases: dict[int, list[Release]] = {pk: [] for pk in cases}
        for release in Release.objects.filter(result__job__permit__application__in=cases).select_related(
            "result__job__permit"
        ):
            permit = release.result.job.permit
            assert permit is not None
            releases[permit.application_id].append(release)
        return {pk: {"releases": found} for pk, found in releases.items() if found}


FEWEST_RESULTS = 10
"""Below so many no figure is shown."""


class AnalysisTime(Slot):
    """The key figure "from approval to table" on the home page."""

    template = "analysis/slots/home_figure.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        times = _seconds_from_approval()
        enough = len(times) >= FEWEST_RESULTS
        return {PAGE: {"seconds": round(times[len(times) // 2]), "results": len(times)}} if enough else {}


def count_context(job: Job | None) -> dict[str, Any]:
    """The state of a count and, when it is there, its coarse figure."""
    if job is None:
        return {"job": None}
    result = getattr(job, "result", None)
    if job.state != JobState.DONE or result is None:
        return {"job": job, "is_open": job.is_open}
    entry = result.document["results"][0]
    persons = entry.get("persons")
    is_number = isinstance(persons, int)
    return {"job": job, "is_open": False, "persons": persons, "persons_is_number": is_number, "status": entry["status"]}


def _may_read(user: Any, job: Job) -> bool:
    return job.state == JobState.DONE and can(user, Perm.VIEW_RESULT, job.result)


def _whether_countable(plan: Plan) -> dict[str, Any]:
    """Whether the plan can be bound for a count, and else the data whose controllers do not allow one."""
    try:
        bind_count(plan)
    except PlanFaults as refusal:
        return {
            "is_countable": False,
            "closed": [fault_text(fault) for fault in refusal.faults if fault.code == CLOSED],
        }
    return {"is_countable": True}


def _seconds_from_approval() -> list[float]:
    """From approval to table, the shortest first, over the last hundred releases at most."""
    rows = Release.objects.filter(number__isnull=False).values_list("released_at", "result__job__created_at")
    return sorted((released - queued).total_seconds() for released, queued in rows.order_by("-released_at")[:100])


__all__ = ["AnalysisTime", "CountPanel", "JobsPanel", "RegisterResults", "count_context"]
