"""Pages in a real browser: open one as somebody, in a language, scheme and width, and assert what every page must keep.

    @pytest.mark.browser
    def test_the_inbox(open_page, person):
        opened = open_page("/inbox/", user=person(Role.COORDINATOR), width=375, scheme="dark")
        opened.assert_all()                     # status, axe, console, no sideways scroll
        opened.page.get_by_role("link", name="2026-000147").click()

The functions `assert_axe_clean(page)`, `assert_no_sideways_scroll(page)` and `assert_no_console_errors(opened)` can be
used one by one through the fixture `page_checks`.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE_FILE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 375, 320)
SCHEMES = ("light", "dark")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WAIT_MS = 10_000

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread that uses the database


@dataclass
class Opened:
    """A page that was opened, and what its console said."""

    page: object
    status: int
    errors: list = field(default_factory=list)

    def assert_all(self, status=200):
        """Status, accessibility, console and width: what holds for every page."""
        assert self.status == status
        assert_no_console_errors(self)
        assert_axe_clean(self.page)
        assert_no_sideways_scroll(self.page)


def axe_script() -> str:
    """The checker: from npm when it is there, else the one of the Python package."""
    if AXE_FILE.is_file():
        return AXE_FILE.read_text(encoding="utf-8")
    from axe_playwright_python.base import AXE_SCRIPT

    return AXE_SCRIPT


def assert_axe_clean(page):
    """No accessibility violation; the message names rule and element."""
    page.evaluate(axe_script())
    options = {"runOnly": LEVELS, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    told = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]
    assert not told, f"{page.url}\n" + "\n".join(told)


def assert_no_sideways_scroll(page):
    """The page is no wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def assert_no_console_errors(opened):
    """Nothing was refused by the content security policy, no file missing, no script failed."""
    assert not opened.errors, f"{opened.page.url}: {opened.errors}"


@pytest.fixture
def page_checks():
    """The three assertions, by name."""
    return {
        "axe": assert_axe_clean,
        "scroll": assert_no_sideways_scroll,
        "console": assert_no_console_errors,
    }


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; a container has no sandbox."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is missing: apt install chromium, or set CHROMIUM. Not run.")
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture
def open_page(browser, live_server, client, settings):
    """`open_page(path, user=None, width=1280, scheme="light", language="da", script=True)` -> Opened."""
    settings.BASE_URL = live_server.url
    contexts = []

    def open_(path, *, user=None, width=1280, scheme="light", language="da", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",  # what fades in has no contrast yet: read it as it will stand
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        if user is not None:
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        errors = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        prefix = "/en" if language == "en" else ""
        answer = page.goto(live_server.url + prefix + path, wait_until="networkidle")
        return Opened(page, answer.status, errors)

    yield open_
    for context in contexts:
        context.close()
