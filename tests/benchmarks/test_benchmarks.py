"""The benchmarks' table and page, and one small run of all of them."""

import pytest

from benchmarks import report
from benchmarks.catalogue import BENCHMARKS
from benchmarks.measure import CommandFailed, Figure, Workspace, median_of, run_python

FIGURES = {"demo": [Figure("write", 1.234, "s"), Figure("memory", 1234.5, "MiB")]}

UNITS = {"s", "ms", "MiB", "times", "queries"}


def test_the_table_names_each_group_and_lines_its_figures_up():
    assert list(report.lines(FIGURES)) == ["demo", "  write             1.23 s", "  memory         1,234 MiB"]


def test_the_page_names_the_machine_and_every_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "PAGE", tmp_path / "reference" / "performance.md")
    page = report.write_page(FIGURES).read_text("utf-8")
    assert report.machine() in page
    assert "| write | 1.23 s |" in page and "| memory | 1,234 MiB |" in page


def test_the_median_of_the_rounds_counts():
    seconds = iter([9.0, 1.0, 2.0])
    assert median_of(lambda: next(seconds)) == 2.0


def test_a_command_that_fails_gives_no_figure():
    with pytest.raises(CommandFailed):
        run_python("-c", "raise SystemExit(3)")


def test_a_command_has_a_cost_and_an_answer():
    cost, printed = run_python("-c", "print(6 * 7)")
    assert printed == "42\n" and cost.seconds > 0 and cost.mebibytes > 1


@pytest.mark.slow
def test_all_benchmarks_run_on_few_persons(tmp_path):
    workspace = Workspace(tmp_path, 2_000)
    for name, benchmark in BENCHMARKS.items():
        figures = benchmark(workspace)
        assert figures and all(figure.unit in UNITS for figure in figures), name
