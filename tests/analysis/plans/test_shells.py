"""Empty tables have the heads of the result and no figure."""

from __future__ import annotations

from analysis.plans import flow_steps, read_plan, shells
from analysis.plans.shells import SHOWN_ROWS, STEPS


def of(document, dictionary, analyses, language="da"):
    document["analyses"] = [{"id": f"a{at}", **one} for at, one in enumerate(analyses)]
    return shells(read_plan(document), dictionary, language)


def test_a_count_has_a_row_a_step(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "count"}])
    assert (shell.id, shell.table, shell.stub, shell.cell) == ("a0", "flow", ("Trin",), "–")
    assert [head.text for head in shell.columns] == ["Personer"]
    assert [head.codes[0] for head in shell.rows] == ["from", "where", "index", "keep_if", "exclude.1"]
    assert [head.text for head in shell.rows][-1] == "Efter udelukkelse 1"


def test_every_step_of_a_flow_has_a_name(plan):
    assert {step.partition(".")[0] for step in flow_steps(read_plan(plan).population)} == set(STEPS)


def test_a_count_without_flow_is_one_row(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "count", "flow": False}], "en")
    assert shell.table == "counts" and [head.text for head in shell.rows] == ["Total"]


def test_a_crosstab_has_its_levels_and_margins(plan, dictionary):
    crosstab = {"method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row"}
    (shell,) = of(plan, dictionary, [crosstab])
    assert shell.title == "Personer efter alder på indeksdatoen i grupper og region"
    assert shell.note == "Afrundet til et tal i 5-tabellen. Under 5 vises som <5. Summer kan afvige"
    assert [head.text for head in shell.columns] == ["Hovedstaden", "Sjælland", "I alt"]
    assert [head.text for head in shell.rows] == ["40–49", "50–59", "60–69", "I alt"]
    assert [head.codes for head in shell.rows] == [("40-<50",), ("50-<60",), ("60-<70",), (None,)]
    assert [head.is_total for head in shell.rows] == [False, False, False, True]
    assert shell.cell == "antal (%)"
    assert (shell.row_names, shell.column_names) == (("age_group",), ("region",))


def test_layers_come_first_and_missing_is_a_level(plan, dictionary):
    crosstab = {"method": "crosstab", "rows": ["sick"], "layers": ["year"], "missing": "category"}
    (shell,) = of(plan, dictionary, [crosstab], "en")
    assert shell.stub == ("Year", "Sick") and shell.cell == "–"
    assert shell.rows[0].texts == ("…", "No")
    assert [head.texts[1] for head in shell.rows[:4]] == ["No", "Yes", "Missing", "Total"]
    assert shell.rows[2].codes[1] == {"missing": True}
    assert [head.text for head in shell.columns] == ["Persons"]


def test_a_crosstab_of_columns_only_has_one_row(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "crosstab", "columns": ["sick"]}])
    assert [head.text for head in shell.rows] == ["I alt"] and len(shell.columns) == 3


def test_a_long_table_ends_with_an_ellipsis(plan, dictionary):
    plan["variables"]["long"] = {"bands": {"of": "age", "edges": list(range(100))}}
    (shell,) = of(plan, dictionary, [{"method": "crosstab", "rows": ["long"]}])
    assert len(shell.rows) == SHOWN_ROWS + 1 and shell.rows[-1].text == "…"


def test_ratios_and_tests_are_tables_of_their_own(plan, dictionary):
    crosstab = {"method": "crosstab", "rows": ["sick"], "columns": ["region"], "ratios": True, "test": ["chi2", "chi2"]}
    found = of(plan, dictionary, [crosstab])
    assert [shell.table for shell in found] == ["counts", "ratios", "test"]
    assert [head.text for head in found[1].rows] == ["Risikodifferens", "Risikoratio", "Oddsratio"]
    assert [head.text for head in found[2].rows] == ["Chi i anden-test"]


def test_a_summary_has_its_groups_statistics_quantiles_and_tests(plan, dictionary):
    summary = {"method": "summary", "of": ["ldl"], "by": ["sick"], "quantiles": [0.1, 0.9], "test": "welch"}
    found = of(plan, dictionary, [summary])
    assert [shell.table for shell in found] == ["groups", "quantiles", "test"]
    groups = found[0]
    assert groups.stub == ("Sick",) and [head.text for head in groups.rows] == ["Nej", "Ja", "I alt"]
    assert [head.text for head in groups.columns][:3] == ["Personer", "Uden svar", "Gennemsnit"]
    assert [head.text for head in found[1].columns] == ["0,1", "0,9"]


def test_a_summary_of_several_variables_has_a_row_each(plan, dictionary):
    found = of(plan, dictionary, [{"method": "summary", "of": ["ldl", "age"], "by": ["sick"]}], "en")
    assert found[0].stub == ("Variable", "Sick")
    assert found[0].rows[0].codes == ("ldl", "false") and len(found[0].rows) == 6
    (alone,) = of(plan, dictionary, [{"method": "summary", "of": ["age"]}])
    assert [head.text for head in alone.rows] == ["Alder på indeksdatoen"] and alone.row_names == ("variable",)


def test_methods_without_a_shell_give_none(plan, dictionary):
    assert of(plan, dictionary, [{"method": "histogram", "of": ["weight"]}]) == ()


def test_records_have_a_column_and_open_data_a_note(dictionary):
    plan = {"version": 1, "population": {"from": "visits", "unit": "record"}}
    (shell,) = of(plan, dictionary, [{"method": "count"}])
    assert [head.text for head in shell.columns] == ["Personer", "Poster"]
    (shell,) = of({"version": 1, "population": {"from": "trial"}}, dictionary, [{"method": "count"}])
    assert shell.note == "Åbne data. Præcise tal"
    (shell,) = of({"version": 1, "population": {"from": "nowhere"}}, dictionary, [{"method": "count"}], "en")
    assert shell.note.startswith("Rounded")
