"""Every page that a role reaches by links, in both languages and three widths: accessible, silent, no wider than its window."""

from collections import Counter, deque
from urllib.parse import urlsplit

import pytest
from browser import assert_axe_clean, assert_no_sideways_scroll
from django.urls import Resolver404, resolve
from django.utils import translation

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = {
    1280: (assert_axe_clean, assert_no_sideways_scroll),
    375: (assert_no_sideways_scroll,),  # the same rules of style as at 320
    320: (assert_axe_clean, assert_no_sideways_scroll),
}
PREFIXES = ("", "/en")
SAMPLES = 2  # of every kind of page: two cases, two datasets, two tabs of a list
PUBLIC = {"catalog:dataset-list", "catalog:dataset-detail", "catalog:variable-list", "requests_app:register-detail"}
CASE = {"requests_app:case-list", "requests_app:case-detail", "requests_app:application-section"}
PERMIT = {"requests_app:permit-list", "requests_app:permit-detail", "requests_app:permit-verify"}
RESULT = {"analysis:result-list", "analysis:result-detail"}
OWN = {"home", "catalog:basket-detail", "notices:inbox", "accounts:memberships"}
FEWEST = {
    None: PUBLIC | {"home", "guide", "status", "account_signup", "requests_app:permit-verify", "requests_app:register"},
    "applicant": PUBLIC | CASE | PERMIT | RESULT | OWN | {
        "requests_app:plan-list", "requests_app:plan-detail", "requests_app:plan-step", "requests_app:plan-variable",
        "requests_app:plan-analysis", "requests_app:plan-import", "account_email", "mfa_index",
    },
    "member": PUBLIC | OWN | PERMIT | RESULT | {
        "requests_app:plan-list", "requests_app:case-list", "requests_app:case-detail", "requests_app:case-invitation",
    },
    "coordinator": PUBLIC | CASE | PERMIT | OWN | {"requests_app:inbox", "requests_app:decision-detail"},
    "steward1": PUBLIC | CASE | PERMIT | RESULT | OWN | {"requests_app:task-list", "requests_app:decision-detail"},
    "steward2": PUBLIC | CASE | PERMIT | RESULT | OWN | {"requests_app:task-list", "requests_app:decision-detail"},
    "catalogue": PUBLIC | OWN | {
        "catalog:steward-dataset-list", "catalog:steward-dataset-edit", "catalog:steward-dataset-create",
        "catalog:steward-dataset-import",
    },
    "checker": PUBLIC | OWN,
    "auditor": PUBLIC | CASE | PERMIT | RESULT | OWN | {"requests_app:decision-detail"},
    "admin": PUBLIC | OWN,
}  # fmt: skip
"""Pages that each account must have met, so that a walk that gets nowhere is seen."""
START = ("/", "/datasets/nhefs/", "/basket/")
SIGNED_IN = (*START, "/notices/", "/memberships/", "/account/email/", "/account/password/change/")
SAME_FOR_ALL = (None, "applicant")
"""Who walks the guide and the pages of an account, which are the same for every role."""


def kind_of(path):
    """The name of a page's route; None for what is not a page of ours: files, programs, other languages.

    `/admin/` is Django's own: for the operator, who has no role in a case and no account in the demonstration. No page
    of ours leads there; tests/portal/test_administration.py holds it to reading.
    """
    if (
        path.startswith(("/en/", "/api/", "/static/", "/admin/", "/i18n/", "/id/", "/healthz"))
        or "." in path.rpartition("/")[2]
    ):
        return None
    with translation.override("da"):
        try:
            return resolve(path).view_name
        except Resolver404:
            return None


def links_of(somebody):
    """Addresses within the portal on the page that is open."""
    found = somebody.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    parts = [urlsplit(link) for link in found if link.startswith(somebody.portal.address + "/")]
    return dict.fromkeys(part.path + (f"?{part.query}" if part.query else "") for part in parts)


def faults_of(somebody, path):
    """What is wrong with a page, in both languages and widths. Leaves its Danish version open."""
    for prefix in reversed(PREFIXES):
        somebody.errors.clear()
        status = somebody.go(prefix + path)
        if status != 200:
            yield f"{prefix}{path} answers {status}"
        for width, checks in WIDTHS.items():
            somebody.page.set_viewport_size({"width": width, "height": 900})
            for check in checks:
                try:
                    check(somebody.page)
                except AssertionError as fault:
                    yield f"{width}: {fault}"
        yield from (f"{prefix}{path} console: {said}" for said in somebody.errors)


@pytest.mark.parametrize("key", FEWEST, ids=lambda key: key or "stranger")
def test_the_pages_of_a_role(visitor, key):
    somebody = visitor(key)
    waiting, met, faults = deque(SIGNED_IN if key else START), Counter(), []
    known = set(waiting)
    while waiting:
        path = waiting.popleft()
        kind = kind_of(urlsplit(path).path)
        if kind is None or met[kind] == SAMPLES or not (":" in kind or kind in OWN or key in SAME_FOR_ALL):
            continue
        met[kind] += 1
        faults += faults_of(somebody, path)
        new = [link for link in links_of(somebody) if link not in known]
        known.update(new)
        waiting.extend(new)
    assert not faults, "\n".join(faults)
    assert FEWEST[key] <= set(met), sorted(FEWEST[key] - set(met))
