"""One noun a file: the tables of case work."""

from requests_app.models.application import Application, Submission
from requests_app.models.clock import Clock
from requests_app.models.decision import Decision
from requests_app.models.form_version import FormVersion
from requests_app.models.member import Member
from requests_app.models.number import CaseNumber
from requests_app.models.permit import Permit
from requests_app.models.plan import Plan, PlanVersion
from requests_app.models.question import Question
from requests_app.models.seal_key import SealKey

__all__ = [
    "Application", "CaseNumber", "Clock", "Decision", "FormVersion", "Member", "Permit", "Plan", "PlanVersion",
    "Question", "SealKey", "Submission",
]  # fmt: skip
