"""The site as a whole: its files, its manifest, its sameness and its limits."""

import hashlib
import re
import tomllib
from pathlib import Path

import duckdb
import pytest

from analysis.site.demo import site, write_demo
from analysis.site.demo.people import municipalities
from analysis.site.manifest import load_manifest

REGISTERS = ("bef", "dodsaars", "vnds", "cancer", "lpr_kontakter", "lpr_diagnoser", "lmdb", "lab")
SDS = {"lpr_kontakter", "lpr_diagnoser", "lmdb", "lab"}


def fingerprints(directory: Path):
    return {
        str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(directory.rglob("*.*"))
    }


def test_the_same_seed_gives_the_same_bytes_and_another_others(tmp_path):
    first, again, other = (
        fingerprints(write_demo(tmp_path / name, persons=700, seed=seed).directory)
        for name, seed in (("a", 5), ("b", 5), ("c", 6))
    )
    assert first == again
    assert all(first[name] != other[name] for name in first if name.endswith(".parquet"))


def test_pieces_follow_each_other_without_overlap(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "_PIECE", 300)
    written = write_demo(tmp_path, persons=800, seed=1)
    assert len(list((tmp_path / "lmdb").glob("*.parquet"))) == 3
    with duckdb.connect() as engine:
        read = f"from '{tmp_path}/bef/*.parquet'"
        assert engine.execute(f"select count(*), count(distinct pnr) {read}").fetchall() == [(800, 800)]
        keys = f"select count(*), count(distinct dw_ek_kontakt) from '{tmp_path}/lpr_kontakter/*.parquet'"
        assert engine.execute(keys).fetchall() == [(written.rows["lpr_kontakter"],) * 2]


def test_fewer_persons_leave_no_file_of_the_many(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "_PIECE", 300)
    write_demo(tmp_path, persons=800)
    write_demo(tmp_path, persons=200)
    assert [file.name for file in (tmp_path / "lab").iterdir()] == ["part-000.parquet"]


@pytest.mark.parametrize(("persons", "seed"), [(0, 1), (-5, 1), (50_000_001, 1), (10, -1)])
def test_what_cannot_be_written_is_refused_before_anything_is(tmp_path, persons, seed):
    with pytest.raises(site.PersonsOutOfRange):
        write_demo(tmp_path / "demo", persons=persons, seed=seed)
    assert not (tmp_path / "demo").exists()


def test_one_person_is_a_population(tmp_path):
    assert write_demo(tmp_path, persons=1).rows["bef"] == 1


@pytest.mark.parametrize("register", REGISTERS)
def test_rows_are_sorted_by_person_and_the_pseudonym_cannot_be_a_cpr_number(registers, register):
    pnrs = [row[0] for row in registers.ask(f"select distinct pnr from {register} order by pnr limit 500")]
    assert all(re.fullmatch(r"0000[1-9]\d{7}", pnr) for pnr in pnrs)
    unsorted = f"select count(*) from (select pnr < lag(pnr) over () as falls from {register}) where falls"
    assert registers.ask(unsorted) == [(0,)]


def test_no_column_is_named_otherwise_than_in_the_registers(registers):
    columns = {name: {row[0] for row in registers.ask(f"describe {name}")} for name in REGISTERS}
    assert {"pnr", "koen", "foed_dag", "aar", "reg", "civst"} <= columns["bef"]
    assert {"pnr", "d_dodsdto", "c_dod1"} == columns["dodsaars"]
    assert {"pnr", "indud_kode", "haend_dato"} == columns["vnds"]
    assert {"pnr", "dw_ek_kontakt", "diag_kode", "diag_kode_type", "senere_afkraeftet"} <= columns["lpr_diagnoser"]
    assert {"pnr", "eksd", "atc", "vnr", "apk", "packsize", "strnum", "volume", "indo"} == columns["lmdb"]
    assert {"pnr", "samplingdate", "analysiscode", "value"} <= columns["lab"]
    assert {"pnr", "d_diagnosedato", "c_icd10", "c_morfo3"} <= columns["cancer"]


def test_the_manifest_is_read_and_names_its_two_controllers(demo_directory):
    manifest = load_manifest(demo_directory)
    assert manifest.id == "danske_registre" and not manifest.open_data and manifest.profile == "dk-health"
    datasets = manifest.dictionary.datasets
    assert set(datasets) == set(REGISTERS)
    assert {key for key, one in datasets.items() if one.controller == "sds"} == SDS
    assert {one.controller for one in datasets.values()} == {"sds", "demo_befolkning"}
    assert {one.domain for one in datasets.values()} == {"dk"} and all(one.feasibility for one in datasets.values())


def test_labels_cover_the_levels_found(demo_directory, registers):
    declared = tomllib.loads((demo_directory / "site.toml").read_text("utf-8"))["datasets"]
    for key, dataset in declared.items():
        for name, variable in dataset["variables"].items():
            if "labels" in variable:
                found = registers.ask(f'select distinct "{variable.get("column", name)}"::varchar from {key}')
                assert {row[0] for row in found} - {None} <= set(variable["labels"]), (key, name)


def test_every_variable_is_named_in_both_languages(demo_directory):
    declared = tomllib.loads((demo_directory / "site.toml").read_text("utf-8"))["datasets"]
    for dataset in declared.values():
        assert set(dataset["title"]) == {"da", "en"}
        assert all(set(variable["label"]) == {"da", "en"} for variable in dataset["variables"].values())


def test_all_98_municipalities_lie_in_one_of_five_regions(registers):
    assert len({place.code for place in municipalities()}) == 98
    regions = {place.code: place.region for place in municipalities()}
    assert len(set(regions.values())) == 5
    assert all(regions[kom] == reg for kom, reg in registers.ask("select distinct kom, reg from bef"))


def test_synthetic_is_said_wherever_one_looks(demo_directory):
    manifest = (demo_directory / "site.toml").read_text("utf-8")
    assert manifest.startswith("# SYNTHETIC DATA")
    assert (demo_directory / "README.txt").read_text("utf-8").startswith("SYNTETISKE DATA / SYNTHETIC DATA")
    assert all("(synthetic)" in one.title.en for one in load_manifest(demo_directory).dictionary.datasets.values())
