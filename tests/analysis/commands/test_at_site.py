"""The door to the site: what the subprocess may answer, tried with small programs in its place."""

import json
import sys
import textwrap

import pytest

from analysis.commands import at_site
from analysis.commands.at_site import AttemptLost, SiteFaulty, SiteRefused, SiteSilent, ask_site
from analysis.envelope import Sealed, SigningKey, sign

KEY = SigningKey(b"s" * 32)
EXPIRED = SiteRefused("envelope.expired")
ENVELOPE = sign({"job": "a"}, KEY)


@pytest.fixture
def site_that(monkeypatch, tmp_path):
    """Put a small program in the place of the site."""

    def place(program):
        script = tmp_path / "site.py"
        script.write_text(textwrap.dedent(program))
        real = at_site.subprocess.Popen
        monkeypatch.setattr(
            at_site.subprocess, "Popen", lambda _command, **how: real([sys.executable, str(script)], **how)
        )
        return tmp_path

    return place


def ask(directory, still_mine=lambda: True):
    return ask_site(directory, ENVELOPE, still_mine=still_mine)


def test_the_signed_answer_comes_back_byte_for_byte(site_that):
    directory = site_that("import sys; sys.stdin.readline(); sys.stdout.write(sys.stdin.read())")
    assert ask(directory) == ENVELOPE


def test_the_site_gets_no_settings_no_database_and_no_broker(site_that, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("SECRET_KEY", "secret")
    directory = site_that(
        """
        import base64, json, os, sys
        body = base64.b64encode(json.dumps(sorted(os.environ)).encode()).decode()
        print(json.dumps({"kid": "k", "body": body, "signature": ""}))
        """
    )
    answer = ask(directory)
    assert set(json.loads(answer.body)) <= {"PATH", "LANG", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE"}


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        (
            """import sys; print('{"refused": "envelope.expired"}', file=sys.stderr); sys.exit(3)""",
            SiteRefused("envelope.expired"),
        ),
        ("""import sys; print('{"refused": "made up"}', file=sys.stderr); sys.exit(3)""", SiteSilent()),
        ("import sys; print('no json', file=sys.stderr); sys.exit(3)", SiteSilent()),
        ("""import sys; print('[{"code": "not_toml"}]', file=sys.stderr); sys.exit(2)""", SiteFaulty()),
        ("import sys; sys.exit(1)", SiteSilent()),
        ("print('no json')", SiteSilent()),
        ("print('{}')", SiteSilent()),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", SiteSilent()),
    ],
)
def test_whatever_else_the_site_does_is_a_refusal_from_the_closed_list_a_fault_of_its_own_or_silence(
    site_that, program, answer
):
    assert ask(site_that(program)) == answer


def test_an_answer_that_is_too_large_is_silence(site_that, monkeypatch):
    monkeypatch.setattr(at_site, "MOST_ANSWER_BYTES", 10)
    assert ask(site_that("import sys; sys.stdin.readline(); sys.stdout.write(sys.stdin.read())")) == SiteSilent()


def test_a_lost_attempt_stops_the_site_and_its_children_at_once(site_that, monkeypatch, tmp_path):
    monkeypatch.setattr(at_site, "HEARTBEAT_SECONDS", 0.05)
    directory = site_that("import threading; threading.Event().wait()")
    asked = []
    assert ask(directory, still_mine=lambda: bool(asked.append(1))) == AttemptLost()
    assert asked == [1]


def test_a_site_that_takes_its_time_is_waited_for_while_the_attempt_is_ours(site_that, monkeypatch, tmp_path):
    monkeypatch.setattr(at_site, "HEARTBEAT_SECONDS", 0.05)
    go = tmp_path / "go"
    directory = site_that(
        f"""
        import pathlib, sys, time
        sys.stdin.readline()
        question = sys.stdin.read()
        while not pathlib.Path({str(go)!r}).exists():
            time.sleep(0.01)
        sys.stdout.write(question)
        """
    )

    def still_mine():
        go.touch()
        return True

    answer = ask(directory, still_mine)
    assert isinstance(answer, Sealed)
    assert go.exists()
