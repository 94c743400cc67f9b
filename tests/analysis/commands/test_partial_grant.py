"""After a partial grant the granted part runs, and nothing before the applicant has said yes."""

from analysis.models import Job
from analysis.rules.gate import check_gate
from analysis.selectors.gate import gate_facts
from requests_app.commands.acceptance import accept_decision
from requests_app.states import ApplicationState, Outcome
from requests_app.tasks import seal_permit, sweep
from tests.requests_app.conftest import REDUCIBLE


def test_the_job_of_the_granted_part_waits_for_the_yes(site, case_at):
    case = case_at(ApplicationState.DECIDED, outcome=Outcome.PARTLY_APPROVED, document=REDUCIBLE)
    sweep()
    assert not Job.objects.exists()
    case = accept_decision(by=case.applicant, application=case, expected_version=case.version)
    assert seal_permit(case.permits.get().pk)
    job = Job.objects.get()
    assert (job.plan_version, job.plan_hash) == (case.offered_version, case.offered_version.plan_hash)
    assert list(job.document["bound"]["datasets"]) == ["bef"]
    check_gate(gate_facts(job))
