"""The commands of the command line."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.models import Dataset, Site
from catalog.search.backend import index_on_disk

pytestmark = pytest.mark.django_db
NAMES = ("--name-da", "Danske registre", "--name-en", "Danish registers")


@pytest.fixture
def file(tmp_path, description):
    path = tmp_path / "describe.json"
    path.write_text(json.dumps(description()))
    return path


def test_a_site_is_connected_by_hand(file, keeper, capsys):
    call_command("connect_site", "danske", file, *NAMES, "--by", keeper.email.upper())
    assert capsys.readouterr().out == "danske: bef\n"
    assert (Site.objects.get().name_en, Dataset.objects.get().state) == ("Danish registers", "draft")


def test_why_a_site_is_not_connected(file, keeper, stranger):
    with pytest.raises(CommandError, match="No account"):
        call_command("connect_site", "danske", file, *NAMES, "--by", "nobody@demo.test")
    with pytest.raises(CommandError, match="does not keep the catalogue"):
        call_command("connect_site", "danske", file, *NAMES, "--by", stranger.email)
    file.write_text('{"datasets": {"bef": {"persons": 7, "variables": {"a": {}}}}}')
    with pytest.raises(CommandError, match=r"datasets\.bef\.persons"):
        call_command("connect_site", "danske", file, *NAMES, "--by", keeper.email)
    file.write_text("no json")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("connect_site", "danske", file, *NAMES, "--by", keeper.email)
    assert not Site.objects.exists()


def test_the_index_is_rebuilt_by_hand(connected, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    connected()
    call_command("rebuild_search_index")
    assert capsys.readouterr().out == "1 datasets in the search index.\n"
    assert index_on_disk().match("sex").variables == {"bef": ("sex",)}


def test_many_changes_in_a_moment_ring_once(monkeypatch):
    from catalog import tasks

    rung = []
    monkeypatch.setattr(tasks.rebuild_search_index, "apply_async", lambda **options: rung.append(options))
    tasks.cache.delete("catalog.index.rung")
    tasks.ring()
    tasks.ring()
    assert len(rung) == 1


def test_the_worker_writes_the_index(connected, settings, tmp_path):
    from catalog.tasks import rebuild_search_index

    settings.DATA_DIR = tmp_path
    connected()
    assert rebuild_search_index() == rebuild_search_index() == 1
