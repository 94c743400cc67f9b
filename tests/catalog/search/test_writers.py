"""Two processes may want to write the index at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.search.tantivy_index import TantivyIndex
from catalog.search.types import SearchDocument

ROOT = Path(__file__).parents[3]
WRITES = """
import sys, django
django.setup()
from pathlib import Path
from catalog.search.tantivy_index import TantivyIndex
from catalog.search.types import SearchDocument
index = TantivyIndex(Path(sys.argv[1]))
with index.alone():
    index.index([SearchDocument("cancer", "", "Kræft", "Cancer", "", "")])
"""


@pytest.fixture
def index(tmp_path):
    return TantivyIndex(tmp_path / "search")


def other_process(index):
    return subprocess.Popen(
        [sys.executable, "-c", WRITES, str(index.directory)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_second_writer_says_so_once_waits_and_writes(index):
    with index.alone():
        index.index([SearchDocument("births", "", "Fødsler", "Births", "", "")])
        second = other_process(index)
        assert "search_index_awaited" in second.stdout.readline()
        assert second.poll() is None
        assert index.match("kræft").datasets == {}
    said, _ = second.communicate()
    assert (second.returncode, said) == (0, "")
    assert set(index.match("kræft").datasets) == {"cancer"}
    assert index.match("fødsler").datasets == {}


def test_a_lone_writer_says_nothing_and_one_that_fails_leaves_the_index_free(index):
    with index.alone():
        index.index([SearchDocument("births", "", "Fødsler", "Births", "", "")])
    with pytest.raises(ZeroDivisionError), index.alone():
        index.index(SearchDocument("x", "", "", "", "", str(1 / 0)) for _ in range(1))
    assert set(index.match("fødsler").datasets) == {"births"}
    second = other_process(index)
    said, _ = second.communicate()
    assert (second.returncode, said) == (0, "")
    assert set(index.match("kræft").datasets) == {"cancer"}
