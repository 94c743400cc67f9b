"""The top app: it hears what happens to cases and permits; nobody below has heard of jobs."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from analysis import declarations

        declarations.declare()
