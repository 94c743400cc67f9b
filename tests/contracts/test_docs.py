"""The pages that list what the code declares list all of it and nothing else."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands

from portal.accounts.roles import EVERYWHERE, NEEDS_SECOND_FACTOR, ROLE_PERMISSIONS, Perm, Role

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
READ_OUTSIDE_SETTINGS = {"PORTAL_ROLE"}
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
APPS = ("catalog", "requests_app", "analysis")
FOLDERS = (
    "portal", *APPS, "templates", "static", "locale", "docs", "benchmarks", "tests", "requirements", "<app>",
)  # fmt: skip
CHANGES = {
    "a form field", "a method", "a threshold", "a role", "a clock", "a facet", "a mail", "a chart", "a refusal text",
    "an inbox column",
}  # fmt: skip
"""What people most often come to change: the page on architecture tells the way to each."""


def named(page):
    return str(page.relative_to(ROOT))


def test_every_setting_of_the_environment_is_on_the_page_and_no_other():
    read = set(READ_OUTSIDE_SETTINGS)
    for file in (ROOT / "portal" / "settings").glob("*.py"):
        read |= set(re.findall(r"""(?:env(?:\.\w+)?|\bdatabase)\(\s*["']([A-Z_]+)["']""", file.read_text("utf-8")))
    page = (REFERENCE / "settings.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == read


def roles_table() -> str:
    """Permissions down, roles across."""
    head = "| Permission | " + " | ".join(role.value for role in Role) + " |"
    rule = "| --- " * (len(Role) + 1) + "|"
    rows = [
        f"| `{perm.value}` | " + " | ".join("x" if perm in ROLE_PERMISSIONS[role] else "" for role in Role) + " |"
        for perm in Perm
    ]
    return "\n".join([head, rule, *rows])


def test_the_page_of_roles_is_what_the_code_declares():
    page = (REFERENCE / "roles.md").read_text("utf-8")
    assert roles_table() in page, f"the table of docs/reference/roles.md should be:\n{roles_table()}"


def test_the_page_of_roles_names_who_needs_a_second_factor_and_who_holds_a_role_everywhere():
    page = (REFERENCE / "roles.md").read_text("utf-8")
    for label, roles in (("Second factor", NEEDS_SECOND_FACTOR), ("Held towards everything", EVERYWHERE)):
        line = next(line for line in page.splitlines() if line.startswith(f"{label}:"))
        assert set(re.findall(r"`(\w+)`", line)) == {role.value for role in roles}


def without_code(page):
    """The text of a page, its blocks of code taken out."""
    return re.sub(r"^```.*?^```|^    .*?$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors_of(page):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    for link, anchor in re.findall(r"\]\(([^)#:\s]*)(#[^)]*)?\)", page.read_text("utf-8")):
        target = page.parent / link if link else page
        assert target.exists(), link
        assert not anchor or anchor[1:] in anchors_of(target), link + anchor


def test_every_page_is_reached_from_the_first():
    start = ROOT / "docs" / "README.md"
    linked = {(start.parent / link).resolve() for link in re.findall(r"\]\(([^)#:\s]+)", start.read_text("utf-8"))}
    pages = {page for page in PAGES if page not in (start, ROOT / "README.md")}
    assert {page for page in pages if page not in linked and page.parent not in linked} == set()


def paths_in(text):
    """What stands in code marks and begins with a folder of this repository; `<app>` stands for each app."""
    for path in re.findall(r"`([\w<][\w./<>*-]*/[\w./<>*-]*)`", text):
        if path.split("/")[0] in FOLDERS:
            yield path


def is_there(path):
    choices = [path.replace("<app>", app) for app in APPS] if "<app>" in path else [path]
    return any(list(ROOT.glob(re.sub(r"<\w+>", "*", choice).rstrip("/"))) for choice in choices)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_file_a_page_names_is_there(page):
    assert [path for path in paths_in(page.read_text("utf-8")) if not is_there(path)] == []


def test_the_way_to_ten_changes_is_told():
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (an? [\w ]+) \| (.+) \|$", page, re.MULTILINE))
    assert set(rows) == CHANGES
    assert [change for change, told in rows.items() if not list(paths_in(told))] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_target_command_and_module_a_page_names_is_there(page):
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    |; )make ([a-z-]+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    assert [name for name in re.findall(r"python -m ((?:\w+\.)*\w+)", text) if find_spec(name) is None] == []


def test_the_commands_of_the_site_are_those_of_its_help():
    page = (REFERENCE / "cli.md").read_text("utf-8")
    part = page[page.index("## The site") : page.index("## The portal")]
    told = set(re.findall(r"^\| `([a-z]+) ", part, re.MULTILINE))
    done = subprocess.run(
        [sys.executable, "-m", "analysis.site", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    offered = re.search(r"\{([a-z,]+)\}\s", done.stdout.replace("{da,en}", ""))
    assert offered and told == set(offered[1].split(","))
