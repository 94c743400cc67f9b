"""The portal's side of an analysis: what was asked of a site, what came back, what was released."""

from analysis.models.chart import Chart
from analysis.models.job import Job
from analysis.models.result import Release, Result, SiteLedger

__all__ = ["Chart", "Job", "Release", "Result", "SiteLedger"]
