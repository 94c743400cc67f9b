"""A job that nobody waits for ends; one whose answer goes to a file does not."""

import os
import subprocess
import sys
import threading

from analysis.site import reader
from analysis.site.reader import end_with_reader


def test_a_job_ends_when_its_reader_is_gone(monkeypatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(reader.os, "_exit", lambda _code: ended.set())
    reading, writing = os.pipe()
    end_with_reader(writing)
    assert not ended.is_set()
    os.close(reading)
    assert ended.wait(20)
    os.close(writing)


def test_a_site_at_work_ends_with_the_worker_that_asked(site) -> None:
    """It waits for its envelope, which never comes whole; whoever could read the answer lets go."""
    command = [sys.executable, "-m", "analysis.site", "work", "--site", str(site)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as working:
        assert working.stdout is not None
        working.stdout.close()
        assert working.wait(60) == 1


def test_an_answer_to_a_file_has_no_reader_to_lose(tmp_path) -> None:
    before = threading.active_count()
    with (tmp_path / "answer").open("w") as file:
        end_with_reader(file.fileno())
    assert threading.active_count() == before
