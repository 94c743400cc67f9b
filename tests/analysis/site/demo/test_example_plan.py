"""The example plan of the plan language is asked of the demo as it stands."""

import copy
import json
import shutil
import subprocess
import sys

import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site.manifest import load_manifest

EXAMPLE = {
    "version": 1,
    "title": "Statin use after breast cancer",
    "population": {
        "from": "bef",
        "where": {"bef.sex": {"eq": "2"}},
        "index": {
            "dataset": "lpr_diagnoser",
            "where": {"lpr_diagnoser.code": {"starts_with": ["DC50"]}},
            "take": "first",
            "between": ["2015-01-01", "2020-12-31"],
        },
        "keep_if": {"age": {"between": [40, 69]}},
        "exclude": [
            {
                "dataset": "cancer",
                "where": {"cancer.topography": {"starts_with": ["C"]}},
                "window": {"days": [None, -1]},
            }
        ],
        "exit": {"first_of": ["dodsaars.date", "2021-12-31"]},
    },
    "variables": {
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "age_group": {"bands": {"of": "age", "edges": [40, 50, 60, 70]}},
        "region": {"from": "bef.region"},
        "statin": {
            "exists": {
                "dataset": "lmdb",
                "where": {"lmdb.atc": {"starts_with": ["C10AA"]}},
                "window": {"days": [0, 365]},
            }
        },
        "n_drugs": {"count": {"dataset": "lmdb", "distinct": "lmdb.atc", "window": {"days": [-365, 0]}}},
        "ldl": {
            "value": {
                "dataset": "lab",
                "of": "lab.value",
                "where": {"lab.npu": {"eq": "NPU01568"}},
                "take": "last",
                "window": {"days": [None, 0]},
            }
        },
        "dead": {"event": {"date": "dodsaars.date", "before": "exit"}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row"},
        {"id": "t2", "method": "summary", "of": ["ldl", "n_drugs"], "by": ["statin"]},
    ],
}

BY_HAND = """
    with ix as (select pnr, min(dato_start) as day from lpr_diagnoser where diag_kode like 'DC50%' group by 1),
    women as (select bef.pnr, day, reg, year(age(day, foed_dag)) as years from ix join bef using (pnr)
        where koen = 2 and day between date '2015-01-01' and date '2020-12-31'),
    kept as (select * from women where years between 40 and 69
        and not exists (select 1 from cancer where cancer.pnr = women.pnr and d_diagnosedato < day))
    select case when years < 50 then '40-<50' when years < 60 then '50-<60' else '60-<70' end, reg, count(*)
    from kept group by all"""


def test_the_example_binds_to_the_demo(demo_directory):
    bound = bind_plan(read_plan(copy.deepcopy(EXAMPLE)), load_manifest(demo_directory).dictionary)
    assert set(bound.datasets) == {"bef", "cancer", "dodsaars", "lab", "lmdb", "lpr_diagnoser"}


def test_enough_women_are_left_for_a_table(registers):
    cells = [row[2] for row in registers.ask(BY_HAND)]
    assert sum(cells) > 100 and sum(cell >= 5 for cell in cells) >= 9


@pytest.mark.slow
def test_the_site_counts_what_a_hand_written_query_counts(demo_directory, registers, tmp_path):
    site = tmp_path / "site"
    shutil.copytree(demo_directory, site, ignore=shutil.ignore_patterns(".indgang"))
    manifest = (site / "site.toml").read_text("utf-8").replace('profile = "dk-health"', "open_data = true")
    (site / "site.toml").write_text(manifest, "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(EXAMPLE), "utf-8")
    command = [sys.executable, "-m", "analysis.site", "run", str(tmp_path / "plan.json"), "--site", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counts = json.loads(done.stdout)["results"][0]["tables"][0]["rows"]
    found = {(age, region): persons for age, region, persons, _ in counts if age and region and persons}
    assert found == {(age, region): persons for age, region, persons in registers.ask(BY_HAND)}
