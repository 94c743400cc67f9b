"""Jobs of real permits, and a site that answers without data: its key, its ledger, its signed results."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from analysis.commands.lease import claim
from analysis.commands.run import envelope_for
from analysis.envelope import LedgerPosition, ResultBody, SigningKey, sign
from analysis.models import Job
from tests.requests_app.conftest import (  # noqa: F401  (fixtures of the case)
    assessment_of,
    case_at,
    catalogue,
    draft,
    fill_application,
    one_controller_plan,
    people,
    permit_at,
    plan_document,
)

COUNTS = {
    "name": "counts",
    "columns": [
        {"name": "age_group", "role": "label"},
        {"name": "region", "role": "label"},
        {"name": "persons", "role": "count"},
        {"name": "percent", "role": "percent"},
    ],
    "rows": [
        ["40-<50", "1084", 120, 80.0],
        ["40-<50", "1085", 30, 20.0],
        ["40-<50", None, 150, 100.0],
        ["50-<60", "1084", "<5", "hidden"],
        ["50-<60", "1085", 45, 100.0],
        ["50-<60", None, 45, 100.0],
        [None, "1084", 125, 62.5],
        [None, "1085", 75, 37.5],
        [None, None, 200, 100.0],
    ],
}
PROFILE = {"name": "dk-health", "version": 1, "k": 5, "b": 5}


def document_of(job, **more):
    """A released document for a job's plan: the first analysis with a table, the others withheld."""
    first, *others = job.document["analyses"]
    whole = {
        "plan_hash": job.plan_hash,
        "protected": True,
        "profile": PROFILE,
        "ledger": "site",
        "results": [
            {"id": first["id"], "method": first["method"], "status": "released", "persons": 200, "dropped": 0}
            | {"tables": [COUNTS], "notes": [{"code": "rounded", "da": "Afrundet.", "en": "Rounded."}]}
        ]
        + [{"id": one["id"], "method": one["method"], "status": "withheld", "code": "withheld"} for one in others],
    }
    return whole | more


@dataclass
class FakeSite:
    """The site's half: signs whatever a test wants to have signed."""

    key: SigningKey
    seq: int = 0

    def answer(self, of, /, *, key=None, **changes):
        self.seq += 1
        ledger = LedgerPosition(id="ledger-1", seq=self.seq, head=f"head-{self.seq}")
        body = ResultBody(
            v=1, job=str(of.uuid), attempt=1, plan_hash=of.plan_hash, document=document_of(of), ledger=ledger,
            manifest_hash="1" * 64, versions={"duckdb": "2.0.0"},
        )  # fmt: skip
        return sign(body.as_json() | changes, key or self.key)


@pytest.fixture
def site(catalogue):  # noqa: F811  (a fixture, not the import)
    key = SigningKey.generate()
    catalogue.site.public_key = key.public.hex
    catalogue.site.save()
    return FakeSite(key)


@pytest.fixture
def permit(site, permit_at):  # noqa: F811  (a fixture, not the import)
    """An approval in force: its job has been queued."""
    return permit_at()


@pytest.fixture
def job(permit):
    return Job.objects.select_related("site", "permit__application", "plan_version").get(permit=permit)


@pytest.fixture
def held(job):
    """The first attempt at the job."""
    return claim(job.uuid, now=timezone.now())


@pytest.fixture
def envelope_of():
    """The envelope of a claimed job."""
    return lambda job, held: envelope_for(job, held, now=timezone.now())
