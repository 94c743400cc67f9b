"""`work`: envelopes that are refused, replayed, and answered with a signed result."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.envelope import EnvelopeRefused, PublicKey, ResultBody, Sealed, SigningKey, open_sealed, sign
from analysis.plans import bind_plan, read_plan
from analysis.rules.ledger import LedgerSeen, is_consistent
from analysis.site import work as working
from analysis.site.door import main
from analysis.site.errors import SiteFaults
from analysis.site.keys import site_key
from analysis.site.manifest import Manifest, load_manifest
from analysis.site.work import work

KEY = SigningKey.generate()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLAN = {
    "version": 1,
    "population": {"from": "bef"},
    "variables": {"sex": {"from": "bef.sex"}},
    "analyses": [{"id": "t", "method": "crosstab", "rows": ["sex"]}],
}


def trusting(folder: Path) -> Manifest:
    trusted = folder / ".indgang" / "keys" / "trusted"
    trusted.mkdir(parents=True)
    (trusted / "portal.pub").write_text(KEY.public.hex)
    (trusted / "broken.pub").write_text("no key")
    return load_manifest(folder)


@pytest.fixture
def manifest(site: Path) -> Manifest:
    return trusting(site)


@pytest.fixture
def envelope(manifest: Manifest) -> Callable[..., dict[str, Any]]:
    """The body of a good envelope; keyword arguments replace its fields."""

    def make(**changes: Any) -> dict[str, Any]:
        bound = bind_plan(read_plan(changes.pop("asked", PLAN)), manifest.dictionary)
        line = {"dataset": "bef", "variables": ["sex"], "methods": ["crosstab"]}
        return {
            "v": 1,
            "purpose": "request",
            "job": "job-1",
            "attempt": 1,
            "site": "small",
            "project": "2026-000123",
            "plan": dict(bound.document),
            "plan_hash": bound.hash,
            "permit": {"id": "p", "version": 1, "lines": [line], "profile": None},
            "not_before": NOW.isoformat(),
            "expires": (NOW + timedelta(hours=1)).isoformat(),
        } | changes

    return make


def sealed(body: dict[str, Any], key: SigningKey = KEY) -> bytes:
    return json.dumps(sign(body, key).as_json()).encode()


def opened(manifest: Manifest, answer: bytes) -> ResultBody:
    key = site_key(manifest.state).public
    return ResultBody.read(open_sealed(Sealed.from_json(json.loads(answer)), {key.kid: key}))


def refusal(manifest: Manifest, message: bytes, now: datetime = NOW) -> str:
    with pytest.raises(EnvelopeRefused) as refused:
        work(manifest, message, now=now)
    return refused.value.code


def test_an_envelope_is_answered_once_and_signed(manifest, envelope) -> None:
    first = work(manifest, sealed(envelope()), now=NOW)
    body = opened(manifest, first)
    assert (body.job, body.attempt, body.plan_hash) == ("job-1", 1, envelope()["plan_hash"])
    assert body.document["ledger"] == "site"
    assert body.document["results"][0]["status"] == "released"
    assert (len(body.ledger.id), body.manifest_hash) == (32, manifest.hash)
    assert body.ledger.seq > 0
    assert body.versions["dataset.bef"] == manifest.datasets["bef"].version
    assert work(manifest, sealed(envelope(attempt=2)), now=NOW) == first
    assert refusal(manifest, sealed(envelope())) == "envelope.old_attempt"


@pytest.fixture
def with_objectors(manifest: Manifest, site: Path) -> Manifest:
    """The site, of which the first 20 persons objected on 1 June 2026 and the next 20 five days ago."""
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select pnr, case when row_number() over (order by pnr) <= 20 then date '2026-06-01' "
            f"else date '2026-11-19' end as day from '{site}/bef.parquet' order by pnr limit 40) to '{site}/list.parquet'"
        )
    with (site / "site.toml").open("a") as file:
        file.write('[opt_outs.small]\nsource = "list.parquet"\nperson = "pnr"\nsince = "day"\n')
    return load_manifest(site)


@pytest.mark.parametrize(
    ("approved", "exception", "as_of", "left_out"),
    [
        ("2026-05-31", False, "2026-05-31", 0),
        ("2026-06-01", False, "2026-06-01", 20),
        (None, False, "2026-11-24", 40),
        (None, True, None, 0),
    ],
)
def test_who_objected_by_the_day_of_approval_is_left_out(
    with_objectors, envelope, approved, exception, as_of, left_out
) -> None:
    everybody = open_results(with_objectors, envelope(job="first", opt_out_date="2000-01-01"))
    permit = {"id": "p", "version": 1, "lines": [LINE], "profile": None, "opt_out_exception": exception}
    document = open_results(with_objectors, envelope(opt_out_date=approved, permit=permit))
    assert (document["opt_outs"] or {}).get("as_of") == as_of
    persons = [one["results"][0]["persons"] for one in (everybody, document)]
    assert abs(persons[0] - persons[1] - left_out) <= 8, "both are rounded"


def test_a_site_without_a_list_says_so(manifest, envelope) -> None:
    assert open_results(manifest, envelope())["opt_outs"] is None


def open_results(manifest: Manifest, body: dict[str, Any]) -> dict[str, Any]:
    return dict(opened(manifest, work(manifest, sealed(body), now=NOW)).document)


def test_the_same_job_with_another_plan_is_an_alarm(manifest, envelope) -> None:
    work(manifest, sealed(envelope()), now=NOW)
    other = PLAN | {"variables": {"sex": {"from": "bef.sex"}, "w": {"from": "bef.weight"}}}
    lines = [{"dataset": "bef", "variables": ["sex", "weight"], "methods": ["crosstab"]}]
    permit = {"id": "p", "version": 1, "lines": lines, "profile": None}
    body = envelope(asked=other, permit=permit)
    assert refusal(manifest, sealed(body)) == "envelope.job_reused"
    log = [json.loads(line) for line in (manifest.state / "site.log").read_text().splitlines()]
    assert (log[-1]["event"], log[-1]["code"]) == ("alarm", "envelope.job_reused")


LINE = {"dataset": "bef", "variables": ["sex"], "methods": ["crosstab"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "permit"},
        {"project": "2026-000124"},
        {"permit": {"id": "q", "version": 1, "lines": [LINE], "profile": None}},
        {"permit": {"id": "p", "version": 2, "lines": [LINE], "profile": None}},
        {"permit": {"id": "p", "version": 1, "lines": [LINE | {"methods": ["crosstab", "count"]}], "profile": None}},
        {"permit": {"id": "p", "version": 1, "lines": [LINE], "profile": "dk-health"}},
        {"permit": {"id": "p", "version": 1, "lines": [LINE], "profile": None, "opt_out_exception": True}},
        {"opt_out_date": "2020-01-01"},
    ],
    ids=["purpose", "project", "permit", "edition", "lines", "profile", "exception", "day"],
)
def test_the_same_job_on_other_terms_is_an_alarm(manifest, envelope, changes) -> None:
    work(manifest, sealed(envelope()), now=NOW)
    assert refusal(manifest, sealed(envelope(attempt=2, **changes))) == "envelope.job_reused"
    assert json.loads((manifest.state / "site.log").read_text().splitlines()[-1])["event"] == "alarm"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"site": "other_site"}, "envelope.other_site"),
        ({"plan_hash": "0" * 64}, "envelope.plan_hash"),
        ({"plan": {"version": 1}}, "envelope.plan_hash"),
        ({"v": 2}, "envelope.malformed"),
        ({"permit": {"id": "p", "version": 1, "lines": [], "profile": None}}, "envelope.outside_permit"),
    ],
)
def test_an_envelope_is_refused(manifest, envelope, changes, code) -> None:
    assert refusal(manifest, sealed(envelope(**changes))) == code


def test_time_keys_and_signatures_are_checked(manifest, envelope) -> None:
    message = sealed(envelope())
    assert refusal(manifest, message, NOW - timedelta(minutes=1)) == "envelope.not_yet_valid"
    assert refusal(manifest, message, NOW + timedelta(hours=1)) == "envelope.expired"
    assert refusal(manifest, sealed(envelope(), SigningKey.generate())) == "envelope.unknown_key"
    tampered = Sealed.from_json(json.loads(message))
    changed = Sealed(tampered.kid, tampered.body.replace(b"job-1", b"job-2"), tampered.signature)
    assert refusal(manifest, json.dumps(changed.as_json()).encode()) == "envelope.bad_signature"
    assert refusal(manifest, b"{") == "envelope.malformed"


def test_the_site_checks_meaning_and_dictionary_itself(manifest, envelope) -> None:
    feasibility = envelope(purpose="feasibility", permit=None)
    assert refusal(manifest, sealed(feasibility)) == "envelope.plan_faults"
    file = manifest.directory / "site.toml"
    file.write_text(file.read_text().replace('"2" = "Kvinde"', '"2" = "Kvinde", "3" = "Andet"'))
    assert refusal(load_manifest(manifest.directory), sealed(envelope(job="job-3"))) == "envelope.dictionary_changed"


def test_open_data_take_only_feasibility_and_describe(open_copy, envelope) -> None:
    manifest = trusting(open_copy)
    assert refusal(manifest, sealed(envelope())) == "envelope.purpose"
    plan_hash = hashlib.sha256(b"{}").hexdigest()
    body = envelope(purpose="describe", permit=None, plan={}, plan_hash=plan_hash)
    described = opened(manifest, work(manifest, sealed(body), now=NOW))
    assert described.document["datasets"]["bef"]["persons"] == 200
    assert (described.ledger.id, described.ledger.seq, described.ledger.head) == (manifest.id, 0, "")


def test_a_site_that_signed_and_lost_its_ledger_stops(manifest, envelope) -> None:
    work(manifest, sealed(envelope()), now=NOW)
    for file in (manifest.state / "ledgers" / "site").rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(SiteFaults) as stopped:
        work(manifest, sealed(envelope(job="job-2")), now=NOW)
    assert [fault.code for fault in stopped.value.faults] == ["ledger"]


def test_a_site_that_lost_all_it_remembers_says_that_its_ledger_is_another(manifest, envelope) -> None:
    first = opened(manifest, work(manifest, sealed(envelope()), now=NOW)).ledger
    shutil.rmtree(manifest.state / "ledgers")
    (manifest.state / "replay.sqlite").unlink()
    again = opened(manifest, work(manifest, sealed(envelope(job="job-2")), now=NOW)).ledger
    assert again.id != first.id
    assert not is_consistent(again, LedgerSeen(first.id, 0, has_other_head_at_seq=False))


def test_versions_leave_out_what_is_not_installed(manifest, monkeypatch) -> None:
    monkeypatch.setattr(working, "PACKAGES", ("duckdb", "nobodys-package"))
    assert set(working.versions(manifest, None)) == {"duckdb", "dataset.bef", "dataset.lmdb"}


def test_the_door_prints_the_key_and_refusals(manifest, capsys, door) -> None:
    assert main(["work", "--site", str(manifest.directory), "--public-key"]) == 0
    assert PublicKey.from_hex(capsys.readouterr().out).hex == site_key(manifest.state).public.hex
    done = door("work", "--site", manifest.directory, message=b"{}")
    assert (done.returncode, json.loads(done.stderr)) == (3, {"refused": "envelope.malformed"})
    assert done.stdout == b""
