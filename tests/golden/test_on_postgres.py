"""The golden plans on PostgreSQL: the whole result document is that of the same plan on files, cell by cell."""

import pytest

from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan
from tests.twins import differences

from .answers import HERE

SITES = {
    "nhefs": ("D01", "D02", "D03", "D04", "D06", "D07", "D08", "D09", "D20"),
    "nhefs_hbp": ("D05",),
    "indo_rct": ("D10",),
    "strep_tb": ("D11",),
    "support2": ("D12", "D13", "D14"),
    "heart_failure": ("D15",),
    "diabetes130": ("D16_first", "D16_persons", "D16_records", "D17"),
    "randhie": ("D18",),
    "covid_testing": ("D19", "D19_model"),
    "omop": ("D21",),
    "opt": ("D22_preterm", "D22_weight"),
}
"""The plans of each site."""
QUICK = ("D01", "D15", "D21")
"""Counts, a model and linkage are asked whenever the tests run; the others with the slow ones."""


@pytest.fixture(scope="session")
def twin(answers, registers, tmp_path_factory):
    """A golden site with its rows in PostgreSQL, made once."""
    folder, made = tmp_path_factory.mktemp("twins"), {}

    def make(site):
        if site not in made:
            made[site] = registers.twin(answers.open_site(site), folder / site, f"golden_{site}")
        return made[site]

    return make


@pytest.mark.parametrize(
    ("site", "plan"),
    [
        pytest.param(site, plan, marks=[] if plan in QUICK else [pytest.mark.slow])
        for site, plans in SITES.items()
        for plan in plans
    ],
)
def test_a_golden_plan_has_the_same_cells(answers, twin, site, plan):
    document = (HERE / "plans" / f"{plan}.json").read_bytes()
    found, expected = (run_plan(load_manifest(folder), document) for folder in (twin(site), answers.open_site(site)))
    assert all(result["status"] == "released" for result in expected["results"])
    assert differences(found, expected) == []


def test_no_golden_plan_is_left_out():
    assert {plan for plans in SITES.values() for plan in plans} == {path.stem for path in HERE.glob("plans/*.json")}
