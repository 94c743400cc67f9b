"""The methods text of a released result, in the language asked for."""

from analysis.labels import JobLabels
from analysis.models import Result
from analysis.plans import open_bound
from analysis.plans.methods_text import MethodsText, methods_text

LANGUAGES = ("da", "en")


def methods_of(result: Result, labels: JobLabels) -> MethodsText:
    """What was done, from the plan that ran, the versions that computed it, the profile that protected it and its outcome."""
    return methods_text(
        open_bound(result.job.document),
        labels.dictionary,
        versions=result.versions,
        profile=result.document["profile"],
        language=labels.language,
        results=result.document["results"],
    )
