"""The reference page says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analysis.plans import grammar as g
from analysis.plans import read_plan
from analysis.plans.reference import EXAMPLES, TABLES, main, with_tables

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "plans.md"


def test_the_tables_of_the_page_are_those_of_the_code():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- table: {name} -->" in page for name in TABLES)
    assert with_tables(page) == page, "run: python -m analysis.plans.reference docs/reference/plans.md"


def test_the_plan_on_the_page_is_a_plan():
    (written,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert read_plan(written).analyses[0].id == "t1"


@pytest.mark.parametrize("key", g.SHAPES)
def test_every_shape_has_an_example_that_can_be_read(plan, key):
    plan["variables"]["x"] = json.loads(EXAMPLES[key])
    assert isinstance(read_plan(plan).variables["x"], g.SHAPES[key])


def test_the_tables_are_written_between_their_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- table: operators -->\nstale words\n<!-- end -->\nb\n", encoding="utf-8")
    main(str(page))
    written = page.read_text(encoding="utf-8")
    assert written.startswith("a\n<!-- table: operators -->\n| Operator") and written.endswith("<!-- end -->\nb\n")
    assert "stale words" not in written
