"""The texts of the demonstration's sites and registers."""

import json
import re
from importlib import resources

import pytest

TEXT = re.compile(r"(title|lead|description|population|collection)_(da|en)")
CONTENT = {name: json.loads(resources.files("catalog.demo").joinpath(f"{name}.json").read_text("utf-8"))
           for name in ("sites", "registers")}  # fmt: skip
SITES = CONTENT["sites"]["datasets"]
ENTRIES = [*SITES.values(), *CONTENT["registers"]["registers"]]


@pytest.mark.parametrize("key", SITES)
def test_a_connected_dataset_is_counted_by_its_site_and_not_by_its_text(key):
    """The page shows the coarse figure of `describe`; an exact one beside it would give the difference away."""
    counted = [text for name, text in SITES[key].items() if TEXT.fullmatch(name) and re.search(r"\d[.,]\d{3}\b", text)]
    assert counted == []


def test_ranges_of_years_have_an_en_dash():
    texts = [text for entry in ENTRIES for name, text in entry.items() if TEXT.fullmatch(name)]
    assert texts
    assert [text for text in texts if re.search(r"\b\d{4}-\d{4}\b", text)] == []
