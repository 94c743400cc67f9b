"""Names of columns, levels and figures for one job's plan, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.layout import Level
from analysis.models import Job
from analysis.plans import Dictionary, Plan, open_bound
from analysis.plans.speech import Speech
from catalog.selectors.dictionary import dictionary_for

COLUMNS: Mapping[str, str | Promise] = {
    "persons": _("Persons"),
    "records": _("Records"),
    "percent": _("Per cent"),
    "missing": _("Missing"),
    "mean": _("Mean"),
    "sd": _("Standard deviation"),
    "median": _("Median"),
    "q1": _("Lower quartile"),
    "q3": _("Upper quartile"),
    "min": _("Smallest"),
    "max": _("Largest"),
    "variable": _("Variable"),
    "quantile": _("Quantile"),
    "value": _("Value"),
    "step": _("Step"),
    "measure": _("Measure"),
    "estimate": _("Estimate"),
    "lower": _("Lower limit (95 %)"),
    "upper": _("Upper limit (95 %)"),
    "test": _("Test"),
    "statistic": _("Statistic"),
    "df": _("Degrees of freedom"),
    "df2": _("Degrees of freedom 2"),
    "p_value": _("p-value"),
}
LEVELS: Mapping[tuple[str, str], str | Promise] = {
    ("step", "from"): _("In the data"),
    ("step", "where"): _("After the first selection"),
    ("step", "index"): _("With an index date"),
    ("step", "keep_if"): _("After the conditions"),
    ("measure", "risk_difference"): _("Risk difference"),
    ("measure", "risk_ratio"): _("Risk ratio"),
    ("measure", "odds_ratio"): _("Odds ratio"),
    ("test", "chi2"): _("Chi-square"),
    ("test", "chi2_yates"): _("Chi-square with Yates' correction"),
    ("test", "fisher"): _("Fisher's exact test"),
    ("test", "trend"): _("Test for trend"),
    ("test", "welch"): _("Welch's test"),
    ("test", "student"): _("Student's t-test"),
    ("test", "anova"): _("Analysis of variance"),
    ("test", "wilcoxon"): _("Wilcoxon rank-sum test"),
    ("test", "kruskal"): _("Kruskal-Wallis test"),
}


@dataclass(frozen=True)
class JobLabels:
    """Labels of one job. A level that nobody named is shown as the code it is."""

    plan: Plan
    dictionary: Dictionary
    language: str

    @cached_property
    def speech(self) -> Speech:
        """Says the plan's names as its sentences do."""
        return Speech(self.plan, self.dictionary, self.language)

    def column(self, name: str) -> str:
        """The head of a column: a statistic, or a variable of the plan."""
        return str(COLUMNS[name]) if name in COLUMNS else self.speech.head(name)

    def level(self, column: str, level: Level) -> str:
        """A level as people read it; a margin is the total, missing is said in words."""
        if level is None:
            return gettext("Total")
        if isinstance(level, Mapping):
            return gettext("Not stated")
        if column == "variable":
            return self.column(level)
        if column == "step" and level.startswith("exclude"):
            return gettext("After exclusion %(number)s") % {"number": level.partition(".")[2]}
        named = LEVELS.get((column, level))
        return str(named) if named is not None else self._named(column, level)

    def _named(self, column: str, level: str) -> str:
        kind = self.speech.kinds.get(column)
        texts = dict(kind.labels) if kind is not None else {}
        return texts[level].in_language(self.language) if level in texts else level


def labels_of(job: Job, language: str) -> JobLabels:
    """The labels of a job's plan, from today's catalogue; a dataset that has gone leaves its codes."""
    bound = open_bound(job.document)
    return JobLabels(bound.plan, dictionary_for(bound.datasets), language)
