"""The app audit of the kernel."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"

    def ready(self) -> None:
        from portal.audit.sealing import seal_at_once
        from portal.workflow.facts import Fact, on

        on(Fact, seal_at_once)
