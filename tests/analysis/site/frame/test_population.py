"""The population: index, keep_if, exclude, exit, the unit, and that persons never multiply."""

from datetime import date

import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site.errors import SiteFaults
from analysis.site.frame import PERSON, open_frame

ROWS = {
    "bef": [(name, 1, date(1950, 1, 1), number, number, None) for number, name in enumerate("abcd")],
    "dia": [
        ("a", date(2009, 1, 1), "DC50", 1.0, "x", 1),
        ("a", date(2011, 1, 1), "DC50", 1.0, "x", 2),
        ("b", date(2010, 5, 1), "DC50", 1.0, "y", 3),
        ("b", date(2010, 6, 1), "DI21", 1.0, "y", 4),
        ("c", date(2012, 1, 1), "DC50", None, "z", 5),
        ("e", date(2012, 1, 1), "DC50", None, "z", 6),
        (None, date(2012, 1, 1), "DC50", None, "z", 7),
    ],
}
INDEX = {"dataset": "dia", "where": {"dia.code": {"eq": "C50"}}, "take": "first"}
WEIGHT = {"w": {"from": "bef.weight"}}


def test_the_first_event_ever_must_lie_in_the_period(tiny_site, values) -> None:
    population = {"index": INDEX | {"between": ["2010-01-01", "2012-12-31"]}}
    assert values(tiny_site(ROWS), population, WEIGHT) == [(1.0,), (2.0,)]
    last = {"index": INDEX | {"take": "last", "between": ["2010-01-01", "2011-12-31"]}}
    assert values(tiny_site(ROWS), last, WEIGHT) == [(0.0,), (1.0,)]


def test_the_flow_has_a_row_for_each_step(tiny_site, framed) -> None:
    population = {
        "index": INDEX,
        "keep_if": {"w": {"le": 1}},
        "exclude": [
            {"dataset": "dia", "where": {"dia.code": {"eq": "DI21"}}, "window": {"days": [0, None]}},
            {"dataset": "dia", "window": {"days": [None, -1]}},
        ],
    }
    frame, engine = framed(tiny_site(ROWS), population, WEIGHT)
    flow = {step.name: len(engine.rows(step.select)) for step in frame.steps}
    assert flow == {"from": 4, "index": 3, "keep_if": 2, "exclude.1": 1, "exclude.2": 1}
    assert all(step.records is None for step in frame.steps)
    assert engine.fetch(frame.select("w", "index"))["w"].tolist() == [0.0]


def test_a_record_base_counts_persons_once(tiny_site, framed) -> None:
    population = {"from": "dia", "keep_if": {"n": {"ge": 2}}}
    variables = {"n": {"count": {"dataset": "dia"}}, "w": {"from": "bef.weight"}}
    frame, engine = framed(tiny_site(ROWS), population, variables)
    assert [len(engine.rows(step.select)) for step in frame.steps] == [4, 2]
    assert sorted(engine.fetch(frame.select("w"))["w"].tolist()) == [0.0, 1.0]


def test_with_unit_record_rows_are_records_of_numbered_persons(tiny_site, framed) -> None:
    population = {"from": "dia", "unit": "record", "where": {"dia.code": {"starts_with": "C"}}, "index": INDEX}
    variables = {"place": {"from": "dia.place"}, "w": {"from": "bef.weight"}, "n": {"count": {
        "dataset": "dia", "window": {"days": [0, None]}}}}  # fmt: skip
    frame, engine = framed(tiny_site(ROWS), population, variables)
    found = engine.fetch(frame.select("place", "w", "n"))
    assert frame.unit == "record"
    assert len(found[PERSON]) == 5
    assert len(set(found[PERSON].tolist())) == 4
    assert sorted(found["place"].tolist()) == ["x", "x", "y", "z", "z"]
    assert [engine.rows(step.records)[0][0] for step in frame.steps] == [6, 5, 5]


def test_a_second_row_of_a_person_stops_the_frame(tiny_site, framed) -> None:
    with pytest.raises(SiteFaults) as wrong:
        framed(tiny_site({"bef": [("a", 1, None, 1, 1, None)] * 2}), {}, WEIGHT)
    assert wrong.value.faults[0].code == "second_row"


@pytest.mark.parametrize("least", [0, 1, 3])
def test_few_or_many_kept_have_the_same_records(tiny_site, opened, least) -> None:
    """A scan looks first who is in where few of the base are kept; what it finds is the same."""
    document = {
        "version": 1,
        "population": {"from": "bef", "where": {"bef.weight": {"ge": least}}},
        "variables": {"n": {"count": {"dataset": "dia"}}, **WEIGHT},
        "analyses": [{"id": "s", "method": "summary", "of": ["w", "n"]}],
    }
    manifest = tiny_site(ROWS)
    bound = bind_plan(read_plan(document), manifest.dictionary)
    engine = opened(manifest)
    frame = open_frame(bound, manifest, engine)
    rows = sorted(engine.rows(frame.select("w", "n")), key=lambda row: row[1])
    counts = {0.0: 2.0, 1.0: 2.0, 2.0: 1.0, 3.0: 0.0}
    assert [row[1:] for row in rows] == [(weight, counts[weight]) for weight in counts if weight >= least]
    assert sorted(row[0] for row in rows) == list(range(len(rows)))  # numbered, each once
    assert frame.steps == ()  # nobody asked


def test_open_data_without_person_have_a_unit_a_row(tiny_site, framed) -> None:
    site = tiny_site(ROWS)
    file = site.directory / "site.toml"
    file.write_text(file.read_text().replace('person = "PNR"\n', ""))
    from analysis.site.manifest import load_manifest

    frame, engine = framed(load_manifest(site.directory), {"where": {"bef.weight": {"gt": 0}}}, WEIGHT)
    assert [len(engine.rows(step.select)) for step in frame.steps] == [4, 3]


def test_a_name_the_plan_does_not_have_is_an_error(tiny_site, framed) -> None:
    frame, _ = framed(tiny_site(ROWS), {}, WEIGHT)
    assert frame.column("w").source == "bef.weight"
    with pytest.raises(KeyError):
        frame.select("nothing")
