"""What the app tells the kernel when it starts: roles, audiences, the facts it hears, panels on pages below, the menu."""

from django.utils.translation import gettext_lazy as _

from analysis import audiences, policy  # noqa: F401 - loading them declares audiences and roles
from analysis.commands.cancel import cancel_counts_of_plan, cancel_jobs_of_case, cancel_jobs_of_permit
from analysis.commands.queue import queue_approved_plan
from analysis.commands.receive import ask_for_charts
from analysis.facts import ResultReleased
from analysis.slots import AnalysisTime, CountPanel, JobsPanel, RegisterResults
from portal.accounts import Role
from portal.ui import menu, slots
from portal.workflow import on
from requests_app import facts


def declare() -> None:
    """Register handlers (same transaction as the fact), slots and the menu entry."""
    for begin in (facts.PermitIssued, facts.PermitResumed):
        on(begin, queue_approved_plan)
    for fact in (facts.PermitRevoked, facts.PermitSuspended, facts.PermitExpired):
        on(fact, cancel_jobs_of_permit)
    on(facts.ApplicationWithdrawn, cancel_jobs_of_case)
    on(facts.PlanDeleted, cancel_counts_of_plan)
    on(ResultReleased, ask_for_charts)
    slots.add("plan.count", CountPanel)
    slots.add("case.panel", JobsPanel)
    slots.add("register.results", RegisterResults)
    slots.add("home.key_figures", AnalysisTime)
    menu.add([Role.APPLICANT, Role.MEMBER, Role.AUDITOR], _("Results"), "analysis:result-list", order=50)
