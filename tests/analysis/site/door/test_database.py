"""A site whose rows lie in PostgreSQL, through its own door: faults, walls, and what a job may take as known."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.site import child_process
from analysis.site.describing import check_site, describe_site
from analysis.site.errors import SiteFaults
from analysis.site.ledger import LedgerMode
from analysis.site.limits import Limits
from analysis.site.manifest import LIVE, load_manifest
from analysis.site.proofs import ProofBook
from analysis.site.run import run_plan
from tests.twins import Database

from .conftest import PLAN

OTHER = """
[datasets.other]
source = "other.csv"
person = "pnr"
domain = "other"
[datasets.other.variables]
x = {type = "number"}
"""
CLOSED = "postgresql://someone@127.0.0.1:1/none"


@pytest.fixture
def tables(registers: Database, open_copy: Path, tmp_path: Path) -> Path:
    """The open site with its rows in PostgreSQL."""
    return registers.twin(open_copy, tmp_path / "tables", "door")


@pytest.fixture
def closed(tables: Path, registers: Database) -> Path:
    """The same, at an address where nobody answers."""
    manifest = tables / "site.toml"
    manifest.write_text(manifest.read_text().replace(registers.address, CLOSED))
    return tables


def test_a_database_that_cannot_be_opened_is_told_without_its_address(closed, door, plan) -> None:
    for arguments in (("check", closed), ("describe", closed), ("run", plan(), "--site", closed)):
        done = door(*arguments)
        assert done.returncode == 2
        assert [fault["code"] for fault in json.loads(done.stderr)] == ["no_database"]
        assert b"someone" not in done.stderr + done.stdout
    log = closed / ".indgang" / "site.log"
    assert not log.exists() or "someone" not in log.read_text()


def test_a_table_that_is_not_there_is_a_fault_of_its_dataset(tables) -> None:
    manifest = tables / "site.toml"
    manifest.write_text(manifest.read_text().replace("door_lmdb", "door_none"))
    with pytest.raises(SiteFaults) as wrong:
        check_site(load_manifest(tables), limits=Limits())
    assert [(fault.code, fault.path) for fault in wrong.value.faults] == [("source_unreadable", "datasets.lmdb.source")]


def test_nothing_is_proved_beyond_the_job(tables, registers) -> None:
    manifest = load_manifest(tables)
    check_site(manifest, limits=Limits())
    run_plan(manifest, PLAN)
    assert ProofBook(manifest).known() == []
    registers.run(f"INSERT INTO {registers.schema}.door_bef SELECT * FROM {registers.schema}.door_bef LIMIT 1")
    with pytest.raises(SiteFaults) as wrong:
        run_plan(manifest, PLAN)
    assert [fault.code for fault in wrong.value.faults] == ["second_row"]


def test_a_table_has_the_version_that_site_toml_gives_it(tables) -> None:
    assert {one.version for one in load_manifest(tables).datasets.values()} == {LIVE}
    manifest = tables / "site.toml"
    manifest.write_text(manifest.read_text().replace("[datasets.bef]\n", '[datasets.bef]\nversion = "2026-03"\n'))
    assert load_manifest(tables).datasets["bef"].version == "2026-03"


@pytest.mark.parametrize("place", ["open_copy", "tables"])
def test_persons_of_two_domains_are_compared(place, request) -> None:
    """Also where one lies in files and the other in a database."""
    folder: Path = request.getfixturevalue(place)
    manifest = folder / "site.toml"
    manifest.write_text(manifest.read_text() + OTHER)
    (folder / "other.csv").write_text("pnr,x\nq1,1\nq2,2\n")
    check_site(load_manifest(folder), limits=Limits())
    described = describe_site(load_manifest(folder), mode=LedgerMode.FRESH, limits=Limits()).document
    assert (described["datasets"]["other"]["persons"], described["datasets"]["bef"]["persons"]) == (2, 200)
    (folder / "other.csv").write_text("pnr,x\np1,1\nq2,2\n")
    with pytest.raises(SiteFaults) as wrong:
        check_site(load_manifest(folder), limits=Limits())
    assert [fault.code for fault in wrong.value.faults] == ["shared_persons"]


def test_the_child_is_told_where_passwords_lie_and_none_of_them(monkeypatch) -> None:
    monkeypatch.setenv("PGPASSFILE", "/somewhere/pgpass")
    monkeypatch.setenv("PGPASSWORD", "secret")
    started = child_process.take()
    environment = b""
    while not environment and started.process.poll() is None:  # until the program has begun
        environment = Path(f"/proc/{started.process.pid}/environ").read_bytes()
    started.process.communicate(timeout=60)
    started.ledger.close()
    assert b"PGPASSFILE=/somewhere/pgpass" in environment and b"secret" not in environment


BEHIND_THE_WALLS = """
import sys
from pathlib import Path
from analysis.site.engines.connection import connect
from analysis.site.limits import Limits
from analysis.site.walls import WallError, close_doors, leave_network
connection = connect(sys.argv[1], Limits())
has_left = leave_network()
close_doors(Path(sys.argv[2]))
with connection.cursor() as cursor:
    cursor.execute("SELECT 7")
    print(cursor.fetchone()[0])
import socket
try:
    socket.create_connection(("127.0.0.1", 5432), timeout=1)
except WallError:
    print("no socket")
try:
    connect(sys.argv[1], Limits())
    print("in" if has_left else "no second connection")
except Exception:
    print("no second connection")
"""


@pytest.fixture
def behind_the_walls(registers: Database, tmp_path: Path) -> Iterator[Any]:
    """What a process says that opened its connection, left the network and closed its doors."""
    command = [sys.executable, "-c", BEHIND_THE_WALLS, registers.address, str(tmp_path)]
    yield subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ, timeout=60)


def test_the_connection_works_on_when_the_network_is_gone(behind_the_walls) -> None:
    assert behind_the_walls.stdout.splitlines() == ["7", "no socket", "no second connection"], behind_the_walls.stderr
