"""What the worker does when the bell rings. A task carries a job's id only; everything else is read from its row."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from analysis.commands.lease import due_for_ringing, lost_for_good
from analysis.commands.outcome import fail_job
from analysis.commands.run import run_job
from analysis.commands.site_process import keep_ready
from analysis.models import Job
from analysis.states import FailureReason

log = logging.getLogger(__name__)


def ring(job: UUID, site: str) -> None:
    """Ring the bell of a site. A broker that does not answer loses nothing: the sweeper rings again."""
    try:
        run.apply_async(args=(str(job),), queue=f"site.{site}")
    except (OperationalError, OSError):
        log.warning("The broker did not take the bell of job %s", job)


@shared_task(name="analysis.run")
def run(job: str) -> None:
    """Run one job, unless somebody else has it or it has ended."""
    run_job(UUID(job))
    keep_ready()


@shared_task(name="analysis.sweep")
def sweep() -> None:
    """Give up what was tried too often and ring again for what was lost. Idempotent: two beats do no harm."""
    now = timezone.now()
    for held in lost_for_good(now=now):
        fail_job(
            held, Job.objects.select_related("permit__application", "plan").get(uuid=held.job), FailureReason.ATTEMPTS
        )
    for job, site in due_for_ringing(now=now):
        ring(job, site)


def ask_to_draw(result: UUID) -> None:
    """Let the worker draw the charts. A result without pictures is whole: a lost bell costs the picture only."""
    try:
        draw.delay(str(result))
    except (OperationalError, OSError):
        log.warning("The broker did not take the charts of result %s", result)


@shared_task(name="analysis.draw")
def draw(result: str) -> None:
    """Draw the charts of a released result."""
    from analysis.charts import draw_charts  # altair takes seconds to load: only where it draws

    draw_charts(UUID(result))
