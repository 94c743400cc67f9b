"""Notices: the inbox, and the mails on their way."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        from portal.notices.outbox import tell
        from portal.workflow.facts import Fact, on

        on(Fact, tell)
