"""What the app tells the kernel when it starts: roles, audiences, handlers of its own facts, the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.ui import menu, slots
from portal.workflow import on


def declare() -> None:
    """Called once from AppConfig.ready; calling it again changes nothing."""
    from requests_app import audiences, roles, signing_in, workflow  # noqa: F401  (declared on import)
    from requests_app.commands.outcome import settle
    from requests_app.facts import DecisionMade
    from requests_app.home import DecisionTimes, LatestDecisions, OnTime, PlanOfBasket
    from requests_app.notice_line import CaseOfNotice
    from requests_app.selectors import counts

    on(DecisionMade, settle)
    signing_in.listen()
    slots.add("home.decisions", LatestDecisions)
    slots.add("home.key_figures", DecisionTimes)
    slots.add("home.key_figures", OnTime)
    slots.add("catalog.basket", PlanOfBasket)
    slots.add("notice.line", CaseOfNotice)
    menu.add([Role.APPLICANT, Role.MEMBER], _("My plans"), "requests_app:plan-list", order=20)
    menu.add(
        [Role.APPLICANT, Role.MEMBER], _("My cases"), "requests_app:case-list", count=counts.with_applicant, order=30
    )
    menu.add([Role.COORDINATOR], _("Inbox"), "requests_app:inbox", count=counts.with_coordinator, order=5)
    menu.add([Role.STEWARD], _("Tasks"), "requests_app:task-list", count=counts.with_steward, order=5)
    menu.add([Role.STEWARD, Role.COORDINATOR, Role.AUDITOR], _("Cases"), "requests_app:case-list", order=10)
    permit_readers = [Role.APPLICANT, Role.MEMBER, Role.COORDINATOR, Role.AUDITOR]
    menu.add(permit_readers, _("Permits"), "requests_app:permit-list", order=40)
    menu.add([menu.PUBLIC, Role.COORDINATOR], _("Register"), "requests_app:register", order=60)
