"""The real thing for journeys: one seeded demonstration, run by its supervisor on a free port, for the whole session.

def test_a_journey(running_portal):
    running_portal.address, running_portal.password     # http://127.0.0.1:…, the password of every account
    until(lambda: …, seconds=60, what="the result")     # asks again until it is so

def test_a_journey_in_the_browser(visitor):
    steward = visitor("steward1", width=320, script=False)     # signed in by the form
    steward.go("/tasks/")
    steward.press("Log af")                                    # a button that leads to a new page
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
PERSONS = "2000"
SEEDING_SECONDS = 600
STARTING_SECONDS = 120
WAIT_MS = 30_000
NOT_INHERITED = ("COV_", "PYTEST_", "DJANGO_", "DATABASE_", "CACHE_", "CELERY_", "PORTAL_", "SECRET_KEY", "INDGANG_")


@dataclass(frozen=True)
class Portal:
    """A running demonstration."""

    address: str
    directory: Path
    password: str

    @staticmethod
    def email(key: str) -> str:
        """The address that an account signs in with."""
        return f"{key}@demo.test"


@dataclass
class Visitor:
    """Somebody at a browser of their own. ``errors`` is what its console said."""

    portal: Portal
    page: Any
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open a page of the portal; the status of its answer."""
        answer = self.page.goto(path if "://" in path else self.portal.address + path)
        return int(answer.status)

    def sign_in(self, key: str) -> None:
        """By the form, as everybody."""
        self.go("/account/login/")
        self.page.get_by_label("E-mail").fill(self.portal.email(key))
        self.page.get_by_label("Adgangskode").fill(self.portal.password)
        self.press("Log på", within="main")

    def press(self, name: str, *, within: str = "main", exact: bool = True) -> None:
        """Press a button, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=name, exact=exact).click()

    def follow(self, name: str, *, within: str = "main", exact: bool = True) -> None:
        """Follow a link, and wait for its page."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=name, exact=exact).first.click()

    def sees(self, text: str) -> bool:
        """Whether the page shows the text."""
        return bool(self.page.get_by_text(text).first.is_visible())


def environment_of(directory: Path, **more: str) -> dict[str, str]:
    """A demonstration's environment: nothing of the suite's own settings, and no limits on sign-in."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(NOT_INHERITED)}
    limits = {
        "LOGIN_LIMIT_PER_ADDRESS": "500/m/ip", "API_RATE_TOKENS": "500/min", "API_RATE_USER": "6000/min",
        "FEASIBILITY_COUNTS_A_DAY": "200",
    }  # fmt: skip
    return {**inherited, **limits, "DEMO": "true", "DEMO_DIR": str(directory), "PORTAL_ROLE": "worker", **more}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def ask_until(check: Callable[[], object], *, seconds: float, what: str) -> object:
    """Ask until the answer is true, and give it. Fails, naming what was waited for."""
    pause = threading.Event()
    for _round in range(int(seconds * 4)):
        found = check()
        if found:
            return found
        pause.wait(0.25)
    pytest.fail(f"Waited {seconds} seconds in vain for {what}.")


def is_healthy(address: str) -> bool:
    """Whether the portal answers."""
    try:
        with urlopen(f"{address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture(scope="session")
def until():
    """`until(check, seconds=60, what="the result")`."""
    return ask_until


@pytest.fixture(scope="session")
def running_portal(tmp_path_factory):
    """Seed, start web, worker and beat, wait for the first answer; end them all when the session ends."""
    directory = tmp_path_factory.mktemp("portal")
    port = free_port()
    environment = environment_of(directory, PORT=str(port))
    command = [sys.executable, "manage.py", "demo", "--persons", PERSONS, "--port", str(port)]
    seeded = subprocess.run(
        [*command, "--seed-only"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SEEDING_SECONDS,
        check=False,
    )  # fmt: skip
    assert seeded.returncode == 0, seeded.stdout[-3000:] + seeded.stderr[-3000:]
    accounts = json.loads((directory / "accounts.json").read_text(encoding="utf-8"))
    with (directory / "log.txt").open("w") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            ask_until(
                lambda: running.poll() is not None or is_healthy(address), seconds=STARTING_SECONDS, what="the portal"
            )
            assert running.poll() is None, (directory / "log.txt").read_text()[-3000:]
            yield Portal(address, directory, accounts["password"])
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(10)


@pytest.fixture
def visitor(running_portal, browser):
    """`visitor("applicant", width=1280, script=True)` opens a browser for somebody; without a key they are a stranger."""
    contexts = []

    def open_(key: str | None = None, *, width: int = 1280, script: bool = True) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        made = Visitor(running_portal, context.new_page())
        made.page.on("console", lambda said: made.errors.append(said.text) if said.type == "error" else None)
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        if key is not None:
            made.sign_in(key)
        return made

    yield open_
    for context in contexts:
        context.close()
