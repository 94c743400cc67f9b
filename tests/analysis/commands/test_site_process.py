"""The process of the site's door that waits for a worker's next job."""

import json
import subprocess
import sys

import pytest

from analysis.commands import site_process
from analysis.commands.site_process import keep_ready, take_process


@pytest.fixture
def started(monkeypatch):
    """Small programs in the place of the site; the list of those that were started. All are ended afterwards."""
    processes = []
    real = subprocess.Popen

    def start(_command, **how):
        processes.append(real([sys.executable, "-c", "import sys; sys.stdin.read()"], **how))
        return processes[-1]

    monkeypatch.setattr(site_process.subprocess, "Popen", start)
    monkeypatch.setattr(site_process, "_ready", [])
    yield processes
    for process in processes:
        process.communicate()


@pytest.fixture(autouse=True)
def kept(settings):
    settings.SITE_KEPT_READY = True


def test_the_process_that_was_kept_ready_does_the_next_job_and_only_that(started):
    keep_ready()
    keep_ready()
    assert len(started) == 1
    assert take_process() is started[0] and len(started) == 1
    assert take_process() is started[1]


def test_one_that_died_meanwhile_is_replaced(started):
    keep_ready()
    started[0].communicate()
    keep_ready()
    assert len(started) == 2
    started[1].communicate()
    assert take_process() is started[2]


def test_who_would_rather_have_the_memory_keeps_none(started, settings):
    settings.SITE_KEPT_READY = False
    keep_ready()
    assert started == []


def test_a_site_that_was_kept_ready_ends_with_its_worker_and_says_nothing():
    process = site_process._start()
    assert process.communicate() == (b"", b"")
    assert process.returncode == 0


def test_the_first_line_names_the_site(tmp_path):
    process = site_process._start()
    out, err = process.communicate(str(tmp_path / "nowhere").encode() + b"\n{}")
    assert (out, process.returncode) == (b"", 2)
    assert json.loads(err)[0]["code"] == "no_manifest"
