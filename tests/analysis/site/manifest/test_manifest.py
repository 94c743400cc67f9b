"""site.toml: every fault at once with its path, and the dictionary it becomes."""

from pathlib import Path

import pytest

from analysis.plans import Text, VariableType
from analysis.site.errors import SITE_TEXTS, SiteFaults, site_fault
from analysis.site.manifest import load_manifest, zone

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
        ('"bef.csv"', '"postgresql://db#bef"', ("not_yet", "datasets.bef.source")),
    ],
)
def test_a_manifest_is_at_fault(tmp_path, old, new, fault) -> None:
    assert fault in faults(tmp_path, GOOD.replace(old, new, 1))


def test_all_faults_are_told_at_once(tmp_path) -> None:
    text = GOOD.replace('"bef.csv"', '"none.csv"').replace('person = "pnr"', "").replace('"%d%m%Y"', '"soon"')
    assert len(faults(tmp_path, text)) == 3


def test_impossible_combinations_name_variables_of_the_site(tmp_path) -> None:
    zeros = '[[datasets.bef.structural_zeros]]\nsex = "1"\nwomb = ["x"]\n'
    text = GOOD.replace("[datasets.bef.variables]", zeros + "[datasets.bef.variables]")
    assert faults(tmp_path, text) == {("unknown_variable", "datasets.bef.structural_zeros[0].womb")}


def test_files_and_database_do_not_mix_in_a_domain(tmp_path) -> None:
    more = '[datasets.dod]\nsource = "postgresql://db#dod"\nperson = "pnr"\n[datasets.dod.variables]\nx = {type = "date"}\n'
    assert ("mixed_sources", "datasets.dod.source") in faults(tmp_path, GOOD + more)


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
