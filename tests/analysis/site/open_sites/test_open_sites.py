"""The real sites: every declared column and level is in the data, and the other way round."""

import tomllib

import duckdb
import pytest

from analysis.site.open_sites import OPEN_SITES, UnknownSite, copy_site

PERSONS = {"nhefs": 1629, "support2": 9105, "diabetes130": 71518}
RECORDS = {"nhefs": 1629, "support2": 9105, "diabetes130": 101766}


@pytest.fixture(params=OPEN_SITES)
def laid_out(request, tmp_path):
    directory = copy_site(request.param, tmp_path / "site")
    manifest = tomllib.loads((directory / "site.toml").read_text("utf-8"))
    dataset = manifest["datasets"][request.param]
    with duckdb.connect() as engine:
        engine.execute(f"create view rows as select * from '{directory / dataset['source']}'")
        yield request.param, dataset, engine


def test_persons_and_records_are_those_published(laid_out):
    name, dataset, engine = laid_out
    counts = engine.sql(f'select count(distinct "{dataset["person"]}"), count(*) from rows').fetchall()[0]
    assert counts == (PERSONS[name], RECORDS[name])


def test_every_variable_has_a_column(laid_out):
    _, dataset, engine = laid_out
    columns = {row[0] for row in engine.sql("describe rows").fetchall()}
    assert {v.get("column", name) for name, v in dataset["variables"].items()} <= columns


def test_labels_and_missing_codes_cover_the_values(laid_out):
    _, dataset, engine = laid_out
    for name, variable in dataset["variables"].items():
        if variable["type"] != "category":
            continue
        column = variable.get("column", name)
        found = {row[0] for row in engine.sql(f'select distinct "{column}"::varchar from rows').fetchall()} - {None}
        assert found <= set(variable["labels"]) | set(variable.get("missing", [])), name


def test_every_text_is_there_in_both_languages(laid_out):
    _, dataset, _ = laid_out
    for name, variable in dataset["variables"].items():
        texts = [variable["label"], *variable.get("labels", {}).values()]
        assert all(set(text) == {"da", "en"} and all(text.values()) for text in texts), name


def test_numbers_have_bins_that_rise(laid_out):
    _, dataset, _ = laid_out
    for name, variable in dataset["variables"].items():
        if variable["type"] == "number":
            assert "bins" in variable, name
        bins = variable.get("bins", [])
        assert bins == sorted(set(bins)), name


def test_where_the_codebook_says_missing_there_is_no_value(tmp_path):
    variables = tomllib.loads((copy_site("nhefs", tmp_path) / "site.toml").read_text("utf-8"))
    variables = variables["datasets"]["nhefs"]["variables"]
    assert all(variables[name]["missing"] == ["2"] for name in ("hbp", "diabetes", "birthcontrol"))


def test_not_measured_is_a_level(tmp_path):
    variables = tomllib.loads((copy_site("diabetes130", tmp_path) / "site.toml").read_text("utf-8"))
    a1c = variables["datasets"]["diabetes130"]["variables"]["a1c"]
    assert "None" in a1c["labels"] and "missing" not in a1c


@pytest.mark.parametrize("name", OPEN_SITES)
def test_open_copy_drops_the_profile(name, tmp_path):
    protected = tomllib.loads((copy_site(name, tmp_path / "a") / "site.toml").read_text("utf-8"))["site"]
    open_site = tomllib.loads((copy_site(name, tmp_path / "b", open_data=True) / "site.toml").read_text("utf-8"))[
        "site"
    ]
    assert protected == {"id": name, "profile": "dk-health", "must_leave_network": False}
    assert open_site == {"id": name, "open_data": True, "must_leave_network": False}


@pytest.mark.parametrize("name", OPEN_SITES)
def test_the_licence_travels_along(name, tmp_path):
    assert (copy_site(name, tmp_path) / "LICENCE.txt").read_text("utf-8").strip()


def test_an_unknown_site_is_refused(tmp_path):
    with pytest.raises(UnknownSite):
        copy_site("../nhefs", tmp_path / "x")
    assert not (tmp_path / "x").exists()
