"""site.toml: every fault at once with its path, and the dictionary it becomes."""

from pathlib import Path

import pytest

from analysis.plans import Text, VariableType
from analysis.site.errors import SITE_TEXTS, SiteFaults, site_fault
from analysis.site.manifest import load_manifest, zone
from analysis.site.sources import PostgresSource
from analysis.site.structural_zeros import CodesOf, structural_zeros_of

GOOD = """
[site]
id = "here"
[datasets.bef]
source = "bef.csv"
person = "pnr"
birth = "born"
[datasets.bef.variables]
sex = {column = "koen", type = "category", labels = {"1" = "Mand", "2" = {da = "Kvinde", en = "Woman"}}, missing = [9, 9.5]}
born = {type = "date", format = "%d%m%Y"}
area = {type = "code", parent = "region"}
region = {type = "category"}
weight = {type = "number", bins = [-inf, 50, inf], grid = 0.5, sensitive = true}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "site.toml").write_text(text)
    (folder / "bef.csv").write_text("pnr,koen\n1,1\n")
    return folder


def faults(folder: Path, text: str) -> set[tuple[str, str]]:
    with pytest.raises(SiteFaults) as wrong:
        load_manifest(write(folder, text))
    return {(fault.code, fault.path) for fault in wrong.value.faults}


def test_a_good_manifest_becomes_a_dictionary(tmp_path) -> None:
    manifest = load_manifest(write(tmp_path, GOOD))
    bef = manifest.dictionary.datasets["bef"]
    assert (bef.controller, bef.domain, bef.unit, bef.feasibility) == ("here", "here", "person", False)
    assert bef.variables["sex"].labels == (("1", Text("Mand", "Mand")), ("2", Text("Kvinde", "Woman")))
    assert bef.variables["sex"].missing == ("9", "9.5")
    assert bef.variables["weight"].bins == (float("-inf"), 50.0, float("inf"))
    assert bef.variables["born"].type is VariableType.DATE
    assert zone(manifest).key == "Europe/Copenhagen"
    assert len(manifest.hash) == 64


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "here"', 'id = "here"\ncolour = 1', ("unknown_key", "site.colour")),
        ('id = "here"', "", ("missing_key", "site.id")),
        ('id = "here"', 'id = "here"\ntimezone = "Mars"', ("wrong_value", "site.timezone")),
        ('id = "here"', 'id = "here"\nopen_data = true\nprofile = "strict"', ("profile_on_open_data", "site.profile")),
        ('person = "pnr"', "", ("no_person", "datasets.bef.person")),
        ('birth = "born"', 'birth = "sex"', ("wrong_variable_type", "datasets.bef.birth")),
        ('birth = "born"', 'birth = "none"', ("unknown_variable", "datasets.bef.birth")),
        ('parent = "region"', 'parent = "land"', ("unknown_variable", "datasets.bef.variables.area.parent")),
        ('format = "%d%m%Y"', 'format = "soon"', ("wrong_value", "datasets.bef.variables.born.format")),
        ("[-inf, 50, inf]", "[50, 40]", ("wrong_value", "datasets.bef.variables.weight.bins")),
        ("[-inf, 50, inf]", "[nan]", ("wrong_value", "datasets.bef.variables.weight.bins")),
        ('"bef.csv"', '"../bef.csv"', ("source_outside", "datasets.bef.source")),
        ('"bef.csv"', '"/etc/passwd"', ("source_outside", "datasets.bef.source")),
        ('"bef.csv"', '"none.csv"', ("source_missing", "datasets.bef.source")),
        ('"bef.csv"', '"site.toml"', ("source_kind", "datasets.bef.source")),
        ('"bef.csv"', '"duckdb:bef.csv"', ("source_kind", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://db"', ("source_address", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://db#"', ("source_address", "datasets.bef.source")),
        ('"bef.csv"', '"postgres://db#bef"', ("source_address", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://db:port#bef"', ("source_address", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://db?options=x#bef"', ("source_address", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://db?sslmode#bef"', ("source_address", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://me:secret@db#bef"', ("source_password", "datasets.bef.source")),
        ('"bef.csv"', '"postgresql://me@db?password=secret#bef"', ("source_password", "datasets.bef.source")),
    ],
)
def test_a_manifest_is_at_fault(tmp_path, old, new, fault) -> None:
    assert fault in faults(tmp_path, GOOD.replace(old, new, 1))


def test_all_faults_are_told_at_once(tmp_path) -> None:
    text = GOOD.replace('"bef.csv"', '"none.csv"').replace('person = "pnr"', "").replace('"%d%m%Y"', '"soon"')
    assert len(faults(tmp_path, text)) == 3


ZEROS = "datasets.bef.structural_zeros[0]"


@pytest.mark.parametrize(
    ("zero", "fault"),
    [
        ('sex = "1"\nwomb = ["x"]', ("unknown_variable", f"{ZEROS}.womb")),
        ('sex = "1"\ndate = "x"', ("unknown_variable", f"{ZEROS}.date")),  # of another domain
        ('sex = "1"', ("wrong_value", ZEROS)),
        ("", ("wrong_value", ZEROS)),
        ('sex = "1"\narea = []', ("wrong_value", f"{ZEROS}.area")),
        ('sex = "1"\narea = [["1"]]', ("wrong_value", f"{ZEROS}.area")),
        ('sex = ""\narea = "1"', ("wrong_value", f"{ZEROS}.sex")),
    ],
)
def test_impossible_combinations_name_codes_of_two_variables_of_the_domain(tmp_path, zero, fault) -> None:
    text = GOOD.replace("[datasets.bef.variables]", f"[[{ZEROS[:-3]}]]\n{zero}\n[datasets.bef.variables]")
    assert faults(tmp_path, text + OTHER_DOMAIN) == {fault}


OTHER_DOMAIN = """
[datasets.dod]
source = "bef.csv"
person = "pnr"
domain = "elsewhere"
[datasets.dod.variables]
date = {type = "date"}
"""


def test_an_impossible_combination_may_lie_across_datasets(tmp_path) -> None:
    text = (
        GOOD + OTHER_DOMAIN.replace("elsewhere", "here") + '[[datasets.dod.structural_zeros]]\nsex = 1\ndate = ["2"]\n'
    )
    zero = structural_zeros_of(
        {key: one.declared for key, one in load_manifest(write(tmp_path, text)).datasets.items()}
    )
    assert zero == ((
        CodesOf(frozenset({"bef.sex"}), ("1",), False, False), CodesOf(frozenset({"dod.date"}), ("2",), True, False)
    ),)  # fmt: skip


def test_files_and_database_do_not_mix_in_a_domain(tmp_path) -> None:
    more = '[datasets.dod]\nsource = "postgresql://db#dod"\nperson = "pnr"\n[datasets.dod.variables]\nx = {type = "date"}\n'
    assert ("mixed_sources", "datasets.dod.source") in faults(tmp_path, GOOD + more)


TABLES = """
[site]
id = "tables"
open_data = true
[datasets.bef]
source = "postgresql://reader@db.example:5432/registers?sslmode=verify-full#research.Population"
person = "pnr"
[datasets.bef.variables]
born = {type = "date"}
[datasets.dod]
source = "postgresql://reader@db.example:5432/registers?sslmode=verify-full#deaths"
person = "pnr"
[datasets.dod.variables]
date = {type = "date", format = "%d%m%Y"}
"""


def test_tables_of_a_database(tmp_path) -> None:
    manifest = load_manifest(write(tmp_path, TABLES))
    address = "postgresql://reader@db.example:5432/registers?sslmode=verify-full"
    assert manifest.database == address
    assert [one.source for one in manifest.datasets.values()] == [
        PostgresSource(address, "research", "Population"),
        PostgresSource(address, "public", "deaths"),
    ]
    assert load_manifest(write(tmp_path, GOOD)).database is None


def test_a_site_reads_one_database(tmp_path) -> None:
    assert faults(tmp_path, TABLES.replace("verify-full#deaths", "require#deaths")) == {
        ("two_databases", "datasets.dod.source")
    }


@pytest.mark.parametrize("form", ["%Y-%j", "%Y-%m-%d %H:%M:%S%z"])
def test_some_forms_are_for_files_only(tmp_path, form) -> None:
    assert faults(tmp_path, TABLES.replace("%d%m%Y", form)) == {
        ("format_in_database", "datasets.dod.variables.date.format")
    }


def test_no_fault_tells_an_address(tmp_path) -> None:
    with pytest.raises(SiteFaults) as wrong:
        load_manifest(write(tmp_path, TABLES.replace("reader@", "reader:hunter2@")))
    assert "hunter2" not in f"{wrong.value} {wrong.value.faults}" and "reader" not in str(wrong.value.faults)


@pytest.mark.parametrize("raw", [b"\xff", b"[site", b'a = "\xe6"'])
def test_what_is_not_toml(tmp_path, raw) -> None:
    (tmp_path / "site.toml").write_bytes(raw)
    with pytest.raises(SiteFaults) as wrong:
        load_manifest(tmp_path)
    assert wrong.value.faults == (site_fault("not_toml", "site.toml"),)


def test_a_link_out_of_the_folder_is_outside(tmp_path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("pnr\n1\n")
    folder = tmp_path / "site"
    folder.mkdir()
    write(folder, GOOD)
    (folder / "bef.csv").unlink()
    (folder / "bef.csv").symlink_to(outside)
    with pytest.raises(SiteFaults) as wrong:
        load_manifest(folder)
    assert [fault.code for fault in wrong.value.faults] == ["source_outside"]


def test_every_text_is_in_both_languages() -> None:
    assert all(text.da and text.en and text.da != text.en for text in SITE_TEXTS.values())
