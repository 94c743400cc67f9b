"""Every method of the language has a page, a line on the index and words in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analysis.plans import grammar as g
from analysis.plans.method_words import METHOD_NAMES

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "methods"
SHARED = {"README.md", "models.md"}
"""Pages that are of no one method."""


def read(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def index() -> str:
    """The table of the index: every method with its name in both languages, in the order of the language."""
    rows = [f"| [`{name}`]({name}.md) | {METHOD_NAMES[name][1]} | {METHOD_NAMES[name][0]} |" for name in g.METHODS]
    return "\n".join(["| Method | English | Danish |", "| --- | --- | --- |", *rows])


def test_the_index_lists_every_method_with_its_names():
    assert index() in read("README.md"), f"the table of docs/reference/methods/README.md should be:\n{index()}"


def test_every_method_has_a_page_and_every_page_a_method():
    assert {page.name for page in PAGES.glob("*.md")} - SHARED == {f"{name}.md" for name in g.METHODS}


def test_the_page_that_models_share_is_on_the_index():
    assert "(models.md)" in read("README.md")


@pytest.mark.parametrize("name", g.METHODS)
def test_a_page_says_what_r_does_what_it_cannot_do_and_shows_a_plan(name):
    page = read(f"{name}.md")
    assert page.startswith(f"# {name}\n")
    assert re.search(r"In R\b", page) and re.search(r"Limits\b", page)
    examples = [json.loads(found) for found in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    analyses = [one for example in examples for one in example.get("analyses", [example])]
    methods = [g.METHODS[one["method"]].model_validate(one, by_alias=True, by_name=False).method for one in analyses]
    assert name in methods
