"""The pages that list what the code declares list all of it and nothing else."""

import re
from pathlib import Path

from portal.accounts.roles import EVERYWHERE, NEEDS_SECOND_FACTOR, ROLE_PERMISSIONS, Perm, Role

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
READ_OUTSIDE_SETTINGS = {"PORTAL_ROLE"}


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


def test_links_between_pages_lead_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.relative_to(ROOT)}: {link}"
