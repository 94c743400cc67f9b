"""The states of a job and a result, in the words that people and the API read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_JOBS = (JobState.QUEUED, JobState.RUNNING)
"""A job in one of these may still be claimed, cancelled or finished."""


class JobStage(models.TextChoices):
    """What a researcher sees of a running job: stages, never percentages, bytes or rows."""

    QUEUED = "queued", _("is waiting for its turn")
    CHECKING = "checking", _("checks the permit")
    COMPUTING = "computing", _("computes and protects figures")
    RECEIVING = "receiving", _("receives the result")


class JobPurpose(models.TextChoices):
    REQUEST = "request", _("Statistics request")
    FEASIBILITY = "feasibility", _("Feasibility count")


class FailureReason(models.TextChoices):
    """Why a job ended without a result. A closed list: no text from the site ever stands here."""

    ATTEMPTS = (
        "attempts",
        _("Each time the job was started, the computer that ran it stopped. Ask the data controller."),
    )
    REFUSED = "refused", _("The site refused the job. The coordinator has been told.")
    SITE = "site", _("The site did not answer. Ask the data controller.")
    RESULT = "result", _("The site's answer could not be verified. The coordinator has been told.")
    FAULT = "fault", _("The site has a fault of its own and could not run the analysis. The coordinator has been told.")
    PLAN = "plan", _("The plan no longer fits the data as the site describes them. The coordinator has been told.")
    GATE = "gate", _("The permit no longer covers the job.")
    DELETED = "deleted", _("The plan was deleted before it was counted.")


class ResultState(models.TextChoices):
    RELEASED = "released", _("Released")
    STOPPED = "stopped", _("Not released: the permit ended first")
