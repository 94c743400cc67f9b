"""The app audit of the kernel."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from portal.accounts.roles import Role
        from portal.audit.sealing import seal_at_once
        from portal.ui import menu
        from portal.workflow.facts import Fact, on

        on(Fact, seal_at_once)
        menu.add([Role.AUDITOR], _("Events"), "audit:event-list", order=5)
