"""Default deny: every address of the API and every page, walked by every role and by nobody."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.accounts import ROLE_PERMISSIONS, Role
from portal.api.checks import routes
from portal.api.permissions import PUBLIC, SIGNED_IN

SAMPLES = {"uuid": str(uuid.UUID(int=7)), "slug": "nothing", "str": "nothing", "int": "7", "path": "nothing"}
PUBLIC_PAGES = {
    "catalog:basket-detail",
    "catalog:dataset-list",
    "catalog:variable-list",
    "requests_app:register",
}
"""Pages for people who are not logged on that exist without a key. The others send them to log in, or are not there."""
OURS = ("catalog", "requests_app", "analysis", "notices", "accounts", "audit")


def filled(path):
    """The address with something in the place of each part that varies."""
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1] or "str", "nothing"), path)
    return "/" + path.replace("\\Z", "").lstrip("/^")


API = sorted({(route.path, route.method, route.permission) for route in routes()}, key=str)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method", "permission"), API)
def test_nobody_without_a_token_gets_further_than_the_door(path, method, permission):
    answer = Client().generic(method, filled(path), data="{}", content_type="application/json")
    if permission is PUBLIC:
        assert answer.status_code not in (401, 403, 500)
    else:
        assert answer.status_code == 401
        assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_permission_gets_no_further_than_the_door(role, person):
    client = Client()
    client.force_login(person(role))
    held = ROLE_PERMISSIONS[role] | ROLE_PERMISSIONS[Role.APPLICANT]
    for path, method, permission in API:
        answer = client.generic(method, filled(path), data="{}", content_type="application/json")
        if permission not in (PUBLIC, SIGNED_IN) and permission not in held:
            assert answer.status_code in (403, 404), (path, method)
        assert answer.status_code < 500, (path, method)


def addresses(entries=None, before="", namespace=""):
    """(name, pattern of the address) of every page of ours."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = entry.namespace or namespace
            if (entry.app_name or inner or "") not in ("admin", "api", "djdt"):
                yield from addresses(entry.url_patterns, here, inner)
        elif isinstance(entry, URLPattern) and namespace in OURS:
            yield f"{namespace}:{entry.name}", here


def pages():
    """(name, address) of every page of ours, with nothing in the place of each part that varies."""
    return ((name, filled(pattern)) for name, pattern in addresses())


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), sorted(set(pages())))
def test_a_visitor_sees_only_what_is_public(name, address):
    answer = Client().get(address)
    assert answer.status_code < 500
    if name not in PUBLIC_PAGES:
        is_sent_to_log_in = answer.status_code == 302 and "/account/login/" in answer["Location"]
        assert is_sent_to_log_in or answer.status_code in (404, 405), answer.status_code


@pytest.mark.django_db
def test_what_is_not_there_is_no_error(person):
    client = Client()
    client.force_login(person())
    for name, address in sorted(set(pages())):
        if name not in PUBLIC_PAGES:
            assert client.get(address).status_code in (200, 302, 404, 405), (name, address)
