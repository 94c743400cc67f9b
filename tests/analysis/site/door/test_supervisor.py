"""What a child may not do, and what becomes of one that does not end well."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site import answers, child, child_process, supervisor
from analysis.site.describing import check_site, describe_site
from analysis.site.door import main
from analysis.site.errors import DataFailure, FailureCode, SiteFaults
from analysis.site.ledger import LedgerMode
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan
from analysis.site.supervisor import ChildJob, run_child

PLAN = {
    "version": 1,
    "population": {"from": "bef"},
    "variables": {"sex": {"from": "bef.sex"}},
    "analyses": [{"id": "n", "method": "count"}],
}


@pytest.mark.parametrize("kind", ["site", "open_copy"])
def test_a_child_out_of_time_gives_withheld(request, kind) -> None:
    manifest = load_manifest(request.getfixturevalue(kind))
    document = run_plan(manifest, PLAN, limits=Limits(wall_seconds=0.01))
    result = document["results"][0]
    assert (result["status"], result["tables"]) == ("withheld", [])
    assert result["code"] == ("time" if manifest.open_data else "withheld")
    assert json.loads((manifest.state / "site.log").read_text())["code"] == "time"
    assert list((manifest.state / "work").iterdir()) == []


def test_a_child_out_of_memory_gives_withheld(open_copy) -> None:
    limits = Limits(memory_bytes=1024 * 1024, temp_bytes=0)
    result = run_plan(load_manifest(open_copy), PLAN, limits=limits)["results"][0]
    assert (result["status"], result["code"]) == ("withheld", "memory")


def test_a_second_row_of_a_person_is_a_fault_also_at_run(open_copy) -> None:
    import duckdb

    manifest = load_manifest(open_copy)
    with duckdb.connect() as connection:
        file = open_copy / "bef.parquet"
        connection.execute(f"CREATE TABLE t AS FROM '{file}' UNION ALL FROM '{file}'")
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    with pytest.raises(SiteFaults) as wrong:
        run_plan(manifest, PLAN)
    assert [(fault.code, fault.path) for fault in wrong.value.faults] == [("second_row", "datasets.bef")]


@pytest.mark.parametrize(
    ("answer", "returncode", "late", "code"),
    [
        (b"", 0, True, FailureCode.TIME),
        (b"", -24, False, FailureCode.TIME),
        (b"", -9, False, FailureCode.MEMORY),
        (b"", -11, False, FailureCode.FAILED),
        (b"[]", 0, False, FailureCode.FAILED),
        (b'{"answer": 1}', 1, False, FailureCode.FAILED),
        (b'{"failure": "memory", "where": ""}', 0, False, FailureCode.MEMORY),
    ],
)
def test_what_the_end_of_a_child_means(tmp_path, answer, returncode, late, code) -> None:
    job = ChildJob("run", tmp_path, tmp_path / "state", None, {})
    with pytest.raises(DataFailure) as failure:
        supervisor._opened(job, answer, returncode, late)
    assert failure.value.code is code


def test_an_unknown_job_ends_without_an_answer(site) -> None:
    manifest = load_manifest(site)
    with pytest.raises(DataFailure):
        run_child(
            ChildJob("dance", site, manifest.state, None, {"must_leave_network": False}), ledger=None, limits=Limits()
        )


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open({outside!r}, 'w')",
        "import os; os.open({outside!r}, os.O_CREAT | os.O_WRONLY)",
        "import ctypes; ctypes.CDLL(None)",
        "open({keys!r})",
    ],
)
def test_behind_the_walls_nothing_gets_out(tmp_path, deed) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = tmp_path / "outside"
    keys = tmp_path / ".indgang" / "keys" / "site.key"
    keys.parent.mkdir(parents=True)
    keys.write_text("key")
    words = (
        "from pathlib import Path; from analysis.site.walls import *; leave_network(); "
        f"limit_resources(dict(address_bytes=2**33, cpu_seconds=60, file_bytes=2**20, open_files=64)); "
        f"close_doors(Path({str(inside)!r})); open({str(inside / 'x')!r}, 'w').close(); open('/dev/null', 'w').close()\n"
        f"try:\n    {deed.format(outside=str(outside), keys=str(keys))}\nexcept WallError:\n    print('wall')"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.stdout == "wall\n", done.stderr
    assert not outside.exists()


def with_system_that(monkeypatch, lets_leave: bool) -> None:
    """Children of a system that permits network namespaces, or does not."""
    words = (
        f"import sys; from analysis.site import child, walls; walls.leave_network = lambda: {lets_leave}; child.main()"
    )
    start = subprocess.Popen

    def popen(command, **how):
        return start([*command[:3], "-c", words, command[-1]], **how)

    monkeypatch.setattr(child_process.subprocess, "Popen", popen)


def require_leaving(site: Path) -> None:
    file = site / "site.toml"
    file.write_text(file.read_text().replace("must_leave_network = false\n", ""))


def log_of(site: Path) -> list[str]:
    file = site / ".indgang" / "site.log"
    return [json.loads(line)["event"] for line in file.read_text().splitlines()] if file.exists() else []


def test_a_site_opens_no_data_beside_a_network(site, monkeypatch) -> None:
    require_leaving(site)
    with_system_that(monkeypatch, lets_leave=False)
    manifest = load_manifest(site)
    assert manifest.must_leave_network
    for ask in (
        lambda: run_plan(manifest, PLAN),
        lambda: check_site(manifest, limits=Limits()),
        lambda: describe_site(manifest, mode=LedgerMode.SITE, limits=Limits()),
    ):
        with pytest.raises(SiteFaults) as wrong:
            ask()
        assert [(fault.code, fault.path) for fault in wrong.value.faults] == [
            ("network_open", "site.must_leave_network")
        ]
    assert log_of(site) == ["network_open"] * 3


def test_a_site_that_says_so_opens_data_beside_a_network_and_logs_each_job(site, monkeypatch) -> None:
    with_system_that(monkeypatch, lets_leave=False)
    manifest = load_manifest(site)
    assert check_site(manifest, limits=Limits()) is False
    assert run_plan(manifest, PLAN)["results"][0]["status"] == "released"
    assert log_of(site) == ["network_open", "network_open"]


def test_a_child_that_left_the_network_says_so(site, monkeypatch) -> None:
    require_leaving(site)
    with_system_that(monkeypatch, lets_leave=True)
    manifest = load_manifest(site)
    assert check_site(manifest, limits=Limits()) is True
    assert run_plan(manifest, PLAN)["results"][0]["status"] == "released"
    assert log_of(site) == []


def test_open_data_need_no_wall(open_copy, monkeypatch) -> None:
    require_leaving(open_copy)
    with_system_that(monkeypatch, lets_leave=False)
    assert run_plan(load_manifest(open_copy), PLAN)["results"][0]["status"] == "released"


def test_check_tells_whether_the_network_is_left(site, monkeypatch, capsys) -> None:
    for lets_leave in (True, False):
        with_system_that(monkeypatch, lets_leave=lets_leave)
        assert main(["check", str(site)]) == 0
        assert json.loads(capsys.readouterr().out) == {"ok": True, "leaves_network": lets_leave}
        monkeypatch.undo()


def test_the_child_starts_with_nothing_of_our_environment(site, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    started = child_process.take()
    environment = b""
    while not environment and started.process.poll() is None:  # until the program has begun
        environment = Path(f"/proc/{started.process.pid}/environ").read_bytes()
    assert started.process.communicate(timeout=60) == (b"", None)  # without a job it ends by itself
    started.ledger.close()
    assert b"PYTHONPATH" in environment
    assert b"DATABASE_URL" not in environment
    assert b"secret" not in environment


def test_a_child_that_is_ready_gets_the_next_job(monkeypatch) -> None:
    child_process.make_ready()
    (ready,) = child_process._ready
    first, second = child_process.take(), child_process.take()
    assert first is ready and second is not ready
    for started in (first, second):
        started.process.communicate(timeout=60)
        started.ledger.close()


def test_what_only_supervises_loads_no_engine() -> None:
    words = "import sys, analysis.site.door, analysis.site.run, analysis.site.work; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert [name for name in ("duckdb", "sqlglot", "scipy", "pandas") if f"'{name}'" in done.stdout] == []


def test_a_child_ends_with_its_supervisor() -> None:
    words = "import os, time; from analysis.site.child import end_with; end_with(os.getppid()); print(1, flush=True)"
    middle = (
        "import subprocess, sys\n"
        f"child = [sys.executable, '-c', {words + '; time.sleep(600)'!r}]\n"
        "subprocess.run(child, start_new_session=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", middle], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"1\n"
    process.kill()
    assert process.communicate(timeout=60) == (b"", None)  # the child, too, has let go of its end


def test_the_folder_of_a_killed_supervisor_is_taken_away(site) -> None:
    """Whichever number the process had, and in whichever container: what counts is that nobody holds the folder."""
    state = load_manifest(site).state
    (state / "work" / "left" / "spilled").mkdir(parents=True)
    with supervisor._work_folder(state) as first, supervisor._work_folder(state) as second:
        assert set((state / "work").iterdir()) == {first, second}
    assert list((state / "work").iterdir()) == []
    supervisor._take_away_what_nobody_holds(first)  # its own supervisor was quicker


def test_where_names_our_line_and_no_value() -> None:
    try:
        int("geheim")
    except ValueError as error:
        assert child.where_of(error).startswith("ValueError")
        assert "geheim" not in child.where_of(error)
    try:
        load_manifest(None)
    except TypeError as error:
        assert child.where_of(error).startswith("TypeError manifest.py:")


def figure(**changes: object) -> dict[str, object]:
    return {"id": "n", "method": "count", "status": "released", "persons": 5, "dropped": 0, "tables": []} | changes


@pytest.mark.parametrize(
    "results",
    [
        None,
        [],
        [figure(), figure()],
        [figure(id="m")],
        [figure(status="ok")],
        [figure(extra=1)],
        [figure(status="held", tables=[{"name": "t", "columns": [], "rows": []}])],
        [figure(tables=[{"name": "t", "columns": [], "rows": [[1]]}])],
        [figure(tables=[{"name": "t", "columns": [{"name": "x", "role": "count"}], "rows": [[float("nan")]]}])],
        [figure(tables=[{"name": "t", "columns": [{"name": "x", "role": "count"}], "rows": [[{"a": 1}]]}])],
        [figure(tables=[{"name": "t", "columns": [{"name": "x", "role": "secret"}], "rows": []}])],
    ],
)
def test_results_of_another_shape_do_not_pass(site, results) -> None:
    bound = bind_plan(read_plan(PLAN), load_manifest(site).dictionary)
    with pytest.raises(DataFailure):
        answers.checked_results(results, bound)


def test_results_of_the_right_shape_pass(site) -> None:
    bound = bind_plan(read_plan(PLAN), load_manifest(site).dictionary)
    table = {"name": "t", "columns": [{"name": "x", "role": "label"}], "rows": [[{"missing": True}], [None], ["<5"]]}
    results = [figure(tables=[table], notes=[{"code": "c", "da": "d", "en": "e"}])]
    assert answers.checked_results(results, bound) == results
