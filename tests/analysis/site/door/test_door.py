"""The site's own door: exit codes, one document on standard output, faults as JSON on standard error."""

import json
import re
from pathlib import Path

import pytest

from analysis.site.door import main


def said(capsys: pytest.CaptureFixture[str]) -> tuple[dict, list]:
    captured = capsys.readouterr()
    return json.loads(captured.out or "{}"), json.loads(captured.err or "[]")


def test_a_protected_site_checks_describes_and_runs(door, site, plan) -> None:
    checked = door("check", site)
    assert (checked.returncode, json.loads(checked.stdout)["ok"]) == (0, True)
    described = door("describe", site)
    assert described.returncode == 0, described.stderr
    bef = json.loads(described.stdout)["datasets"]["bef"]
    assert bef["persons"] % 10 == 0
    assert bef["variables"]["sex"]["missing_persons"] == "<10"
    ran = door("run", plan(), "--site", site)
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    assert list(document) == ["plan_hash", "protected", "profile", "ledger", "opt_outs", "results"]
    assert (document["protected"], document["ledger"], document["profile"]["k"]) == (True, "trial", 5)
    assert [entry["status"] for entry in document["results"]] == ["released", "released"]
    counts = document["results"][1]["tables"][0]["rows"]
    assert all(row[-1] == "<5" or row[-1] % 5 == 0 for row in counts)


def test_open_data_carry_full_precision_and_say_so(open_copy, plan, capsys) -> None:
    assert main(["run", str(plan()), "--site", str(open_copy)]) == 0
    document, _ = said(capsys)
    assert (document["protected"], document["profile"], document["ledger"]) == (False, None, "none")
    count, table = document["results"]
    assert count["persons"] == 200
    assert table["dropped"] == 3
    assert [None, None, 197] in table["tables"][0]["rows"]


@pytest.mark.parametrize(
    ("option", "word"), [("--fresh-ledger", "none"), ("--site-ledger", "site"), ("--language=da", "trial")]
)
def test_ledger_modes(site, plan, capsys, option, word) -> None:
    before = ["--language=da"] if option.startswith("--language") else []
    after = [] if before else [option]
    assert main([*before, "run", str(plan()), "--site", str(site), *after]) == 0
    first, _ = said(capsys)
    assert first["ledger"] == word
    assert main(["run", str(plan()), "--site", str(site)]) == 0
    assert said(capsys)[0]["results"] == first["results"], "one domain secret: the same set has one number"


def test_a_profile_may_only_tighten(site, open_copy, plan, capsys) -> None:
    manifest = site / "site.toml"
    manifest.write_text(manifest.read_text().replace("dk-health", "strict"))
    assert main(["run", str(plan()), "--site", str(site), "--profile", "dk-health"]) == 2
    assert [fault["code"] for fault in said(capsys)[1]] == ["looser_profile"]
    assert main(["run", str(plan()), "--site", str(open_copy), "--profile", "strict"]) == 2
    assert [fault["code"] for fault in said(capsys)[1]] == ["profile_on_open_data"]
    assert main(["run", str(plan()), "--site", str(site), "--profile", "nobodys"]) == 2
    assert [fault["code"] for fault in said(capsys)[1]] == ["unknown_profile"]
    assert main(["run", str(plan()), "--site", str(site), "--profile", "opensafely"]) == 2
    assert [fault["code"] for fault in said(capsys)[1]] == ["profile_not_yet"]


def test_a_tighter_profile_is_printed(site, plan, capsys) -> None:
    assert main(["run", str(plan()), "--site", str(site), "--profile", "strict"]) == 0
    assert said(capsys)[0]["profile"]["k"] == 10


def test_all_faults_of_a_plan_are_told_at_once(site, plan, capsys) -> None:
    wrong = plan(population={"from": "nowhere"}, analyses=[{"id": "x", "method": "cox", "event": "dead"}])
    assert main(["run", str(wrong), "--site", str(site)]) == 2
    _, faults = said(capsys)
    assert len(faults) > 1
    assert all(set(fault) == {"code", "path", "message"} for fault in faults)


def test_feasibility_is_a_count_without_flow_on_datasets_open_for_it(site, plan, capsys) -> None:
    count = [{"id": "n", "method": "count"}]
    variables = {"sex": {"from": "bef.sex"}}
    file = plan(analyses=count, variables=variables)
    assert main(["run", str(file), "--site", str(site), "--purpose", "feasibility"]) == 0
    assert said(capsys)[0]["results"][0]["persons"] % 10 == 0
    assert main(["run", str(plan()), "--site", str(site), "--purpose", "feasibility"]) == 2


@pytest.mark.parametrize("command", [["check"], ["describe"], ["review"]])
def test_a_folder_without_manifest_is_one_fault(tmp_path, capsys, command) -> None:
    assert main([*command, str(tmp_path)]) == 2
    assert [fault["code"] for fault in said(capsys)[1]] == ["no_manifest"]


def test_a_plan_that_is_not_there_is_a_fault(site, tmp_path, capsys) -> None:
    assert main(["run", str(tmp_path / "none.json"), "--site", str(site)]) == 2
    assert [fault["code"] for fault in said(capsys)[1]] == ["no_plan"]


def test_review_says_that_nothing_is_held(site, capsys) -> None:
    assert main(["review", str(site)]) == 0
    assert said(capsys)[0]["held"] == []


def test_demo_writes_a_site_that_checks(tmp_path, capsys) -> None:
    assert main(["demo", str(tmp_path / "demo"), "--persons", "300", "--seed", "1"]) == 0
    assert said(capsys)[0]["rows"]["bef"] > 0
    assert main(["demo", str(tmp_path / "none"), "--persons", "0"]) == 2


def test_no_value_of_the_data_is_in_a_fault(site, capsys) -> None:
    rows = (site / "lmdb.csv").read_text().replace("2020-01-01", "geheim")
    (site / "lmdb.csv").write_text(rows)
    assert main(["check", str(site)]) == 2
    captured = capsys.readouterr()
    assert [fault["code"] for fault in json.loads(captured.err)] == ["unreadable_values"]
    assert "geheim" not in captured.out + captured.err


def test_importing_the_site_loads_no_portal_and_no_statistics() -> None:
    import subprocess
    import sys

    words = (
        "import sys, analysis.site.door, analysis.site.work, analysis.site.child_jobs, analysis.site.disclosure.run,"
        "analysis.plans, analysis.envelope;"
        "wrong = {'django', 'portal', 'catalog', 'requests_app', 'rest_framework', 'celery', 'pandas', 'statsmodels',"
        " 'lifelines', 'scipy.stats'} & set(sys.modules); print(sorted(wrong)); sys.exit(bool(wrong))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_texts_name_no_place_of_this_machine(site, plan, door) -> None:
    bef: Path = site / "bef.parquet"
    bef.write_bytes(b"not parquet")
    done = door("check", site)
    assert done.returncode == 2
    assert [fault["code"] for fault in json.loads(done.stderr)] == ["source_unreadable"]
    assert not re.search(rb"Traceback|/tmp|\.parquet", done.stderr + done.stdout)
