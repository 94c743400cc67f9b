"""What is proved of the data holds until they change, and not a moment longer."""

import json
import os
from dataclasses import replace

import duckdb
import pytest

from analysis.site.describing import check_site
from analysis.site.errors import DataFailure, SiteFaults
from analysis.site.ledger import LedgerMode, enrol, enrolled, persons_file
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.proofs import BOOK, Fact, ProofBook, Proofs
from analysis.site.run import run_plan

PLAN = {
    "version": 1,
    "population": {"from": "bef"},
    "variables": {"sex": {"from": "bef.sex"}},
    "analyses": [{"id": "n", "method": "count"}],
}
ONE_ROW = ["one_row", "bef"]


def rewrite(folder, select):
    """The persons' file with other rows."""
    file = folder / "bef.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE bef AS FROM '{file}'")
        connection.execute(f"COPY ({select}) TO '{file}' (FORMAT parquet)")


@pytest.fixture
def proved(open_copy):
    """A site with one fact proved."""
    book = ProofBook(load_manifest(open_copy))
    book.keep([ONE_ROW])
    assert book.known() == [ONE_ROW]
    return open_copy


def known(folder):
    return ProofBook(load_manifest(folder)).known()


def test_a_proof_holds_for_the_next_job(proved):
    assert known(proved) == [ONE_ROW]


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: rewrite(folder, "FROM bef LIMIT 100"),
        lambda folder: os.utime(folder / "bef.parquet"),
        lambda folder: (folder / "site.toml").write_text((folder / "site.toml").read_text() + "\n"),
        lambda folder: (folder / ".indgang" / BOOK).unlink(),
        lambda folder: (folder / ".indgang" / BOOK).write_text("{"),
        lambda folder: (folder / ".indgang" / BOOK).write_text("[]"),
        lambda folder: (folder / ".indgang" / BOOK).write_text('{"one_row": 1}'),
    ],
)
def test_it_is_gone_when_anything_changes(proved, change):
    change(proved)
    assert known(proved) == []


def test_another_file_in_its_place_is_another_file(proved):
    file = proved / "bef.parquet"
    content, times = file.read_bytes(), file.stat()
    file.unlink()
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert known(proved) == []


def test_a_file_that_changed_while_the_child_read_proves_nothing(open_copy):
    book = ProofBook(load_manifest(open_copy))
    rewrite(open_copy, "FROM bef LIMIT 100")
    book.keep([ONE_ROW])
    assert book.known() == []
    assert not (open_copy / ".indgang" / BOOK).exists()


def test_a_file_that_is_gone_proves_nothing(open_copy):
    book = ProofBook(load_manifest(open_copy))
    (open_copy / "bef.parquet").unlink()
    book.keep([ONE_ROW])
    assert book.known() == []


def test_ids_are_proved_for_the_file_of_ids(site):
    manifest = load_manifest(site)
    enrol(manifest.state, "small", ["p1"])
    ProofBook(manifest).keep([["enrolled", "bef"], ["enrolled", "no_such"]])
    assert known(site) == [["enrolled", "bef"]]
    enrol(manifest.state, "small", ["p2"])
    assert known(site) == []


@pytest.mark.parametrize("answer", [None, 1, [1], [["one_row"]], [["what", "bef"]], [["one_row", "bef", "x"]]])
def test_an_answer_of_another_shape_is_a_failure(open_copy, answer):
    with pytest.raises(DataFailure):
        ProofBook(load_manifest(open_copy)).keep(answer)


def test_a_job_uses_what_it_knows_and_tells_what_it_found():
    proofs = Proofs.read([("one_row", "bef")])
    assert proofs.holds(Fact.ONE_ROW, "bef") and not proofs.holds(Fact.ENROLLED, "bef")
    proofs.add(Fact.ENROLLED, "bef")
    assert proofs.holds(Fact.ENROLLED, "bef")
    assert proofs.as_json() == [["enrolled", "bef"]]


def test_a_run_proves_and_a_check_proves(site, open_copy):
    run_plan(load_manifest(site), PLAN)
    enrolled_all = [["enrolled", "bef"], ["enrolled", "lmdb"]]  # all of the domain got ids
    assert sorted(known(site)) == [*enrolled_all, ONE_ROW, ["readable", "bef"]]
    check_site(load_manifest(open_copy), limits=Limits())
    assert sorted(known(open_copy)) == [ONE_ROW, ["readable", "bef"], ["readable", "lmdb"]]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ("SELECT * REPLACE (weight || ' kg' AS weight) FROM bef", "unreadable_values weight"),
        ("SELECT pnr, sex, weight AS vaegt FROM bef", "column_missing weight"),
        ("SELECT * REPLACE (CAST('2020-01-01' AS DATE) AS weight) FROM bef", "column_type weight"),
    ],
)
def test_a_file_that_is_no_longer_as_the_site_says_stops_the_job(open_copy, changed, fault):
    check_site(load_manifest(open_copy), limits=Limits())
    rewrite(open_copy, changed)
    with pytest.raises(SiteFaults) as wrong:
        run_plan(load_manifest(open_copy), PLAN)
    assert [f"{one.code} {one.path.rpartition('.')[2]}" for one in wrong.value.faults] == [fault]


def test_a_second_row_is_found_though_the_file_was_proved(open_copy):
    run_plan(load_manifest(open_copy), PLAN)
    rewrite(open_copy, "FROM bef UNION ALL FROM bef")
    with pytest.raises(SiteFaults) as wrong:
        run_plan(load_manifest(open_copy), PLAN)
    assert [fault.code for fault in wrong.value.faults] == ["second_row"]
    assert known(open_copy) == []


def test_new_persons_get_ids_though_the_old_were_known(site):
    manifest = load_manifest(site)
    run_plan(manifest, PLAN, mode=LedgerMode.FRESH)
    assert enrolled(manifest.state, "small") == 200
    rewrite(site, "FROM bef UNION ALL SELECT 'new' || range, 1, 70.0 FROM range(50)")
    document = run_plan(load_manifest(site), PLAN, mode=LedgerMode.FRESH)
    assert enrolled(manifest.state, "small") == 250
    assert document["results"][0]["persons"] == 250


def test_a_lost_file_of_ids_is_made_again(site):
    manifest = load_manifest(site)
    run_plan(manifest, PLAN, mode=LedgerMode.FRESH)
    persons_file(manifest.state, "small").unlink()
    assert run_plan(load_manifest(site), PLAN, mode=LedgerMode.FRESH)["results"][0]["persons"] == 200


def test_a_damaged_book_is_written_anew(proved):
    (proved / ".indgang" / BOOK).write_text("{")
    ProofBook(load_manifest(proved)).keep([ONE_ROW])
    assert set(json.loads((proved / ".indgang" / BOOK).read_text())) == {"one_row"}
    assert known(proved) == [ONE_ROW]


def test_a_dataset_that_is_gone_has_no_proof(proved):
    manifest = load_manifest(proved)
    fewer = replace(manifest, datasets={key: one for key, one in manifest.datasets.items() if key != "bef"})
    assert ProofBook(fewer).known() == []
