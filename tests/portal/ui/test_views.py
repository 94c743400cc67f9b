"""Pages that belong to no room."""

import pytest

from portal.accounts.roles import Role
from portal.ui import slots

pytestmark = pytest.mark.django_db
PAGES = (
    "/guide/", "/guide/protection/", "/guide/opt-out/", "/guide/holders/", "/guide/complaint/",
    "/about/accessibility/", "/about/privacy/", "/about/contact/", "/about/status/",
)  # fmt: skip


@pytest.fixture
def empty_places(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})


@pytest.mark.parametrize("path", ["/", "/ui", *PAGES])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_page_has_one_h1_a_title_and_its_language(client, path, prefix):
    answer = client.get(prefix + path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert f'<html lang="{"en" if prefix else "da"}"' in html
    assert "<title> –" not in html


def test_the_front_page_says_when_figures_come(client, empty_places):
    html = client.get("/").content.decode()
    assert "Tallene vises, når 10 sager er afgjort." in html
    assert "Ingen sag er afgjort endnu." in html


def test_upper_apps_fill_the_front_page(client, empty_places, monkeypatch):
    class Figure(slots.Slot):
        template = "figure.html"

        def select(self, user, objects):
            return {slots.PAGE: {"value": "31", "unit": "dage", "text": "fra ansøgning til afgørelse"}}

    slots.add("home.key_figures", Figure)
    monkeypatch.setattr(slots, "render_to_string", lambda name, context, request: f"<p>{context['text']}</p>")
    html = client.get("/").content.decode()
    assert "fra ansøgning til afgørelse" in html
    assert "Tallene vises" not in html


def test_the_demo_says_so_on_every_page(client, settings):
    settings.DEMO = True
    assert "Alle personer, sager og tal er opdigtede" in client.get("/guide/").content.decode()
    settings.DEMO = False
    assert "opdigtede" not in client.get("/guide/").content.decode()


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_the_colour_choice_is_a_cookie(client, chosen):
    answer = client.post("/scheme/", {"scheme": chosen, "next": "/guide/?q=1"})
    assert answer.url == "/guide/?q=1"
    assert f'data-scheme="{chosen}"' in client.get("/").content.decode()
    client.post("/scheme/", {"scheme": "auto"})
    assert "data-scheme" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "foreign", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"]
)
def test_the_colour_choice_leads_nowhere_else(client, foreign):
    assert client.post("/scheme/", {"scheme": "dark", "next": foreign}).url == "/"


def test_an_unknown_scheme_is_no_choice(client):
    client.post("/scheme/", {"scheme": "<x>"})
    client.cookies["scheme"] = "purple"
    assert "data-scheme" not in client.get("/").content.decode()


def test_who_has_several_roles_can_change_hat(client, person):
    user = person(Role.COORDINATOR, name="Anne Friis")
    client.force_login(user)
    html = client.get("/guide/").content.decode()
    assert "Anne Friis" in html and "Koordinator" in html and "Skift rolle" in html
    assert "Koordinator" in client.get("/role/").content.decode()
    assert client.post("/role/", {"role": "applicant", "next": "/guide/"}).url == "/guide/"
    assert client.session["role"] == "applicant"
    client.post("/role/", {"role": "steward"})
    assert client.session["role"] == "applicant"


def test_role_and_organisation_stand_under_the_name(client, person):
    client.force_login(person(Role.STEWARD, of="sds"))
    html = client.get("/guide/").content.decode()
    assert "sds (da)" in html
    assert "sds (en)" in client.get("/en/guide/").content.decode()


def test_who_has_no_membership_is_an_applicant(client, person):
    client.force_login(person())
    html = client.get("/guide/").content.decode()
    assert "Ansøger" in html and "Skift rolle" not in html


def test_staying_logged_on_takes_a_post_and_a_person(client, person):
    assert client.post("/keep-alive/").status_code == 302
    client.force_login(person())
    assert client.get("/keep-alive/").status_code == 405
    assert client.post("/keep-alive/").status_code == 204


def test_missing_and_forbidden_are_one_text(client):
    answer = client.get("/cases/none/")
    assert answer.status_code == 404
    assert "Siden findes ikke, eller du har ikke adgang" in answer.content.decode()


def test_the_language_link_keeps_page_and_query(client):
    assert 'href="/en/guide/?q=1"' in client.get("/guide/?q=1").content.decode()
    assert 'href="/guide/?q=1"' in client.get("/en/guide/?q=1").content.decode()


def test_the_page_order(client):
    html = client.get("/guide/").content.decode()
    marks = ['class="skipnav"', "<header", 'class="main-menu"', "<main", 'class="breadcrumbs"', "<h1", "<footer"]
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize("status", ["403", "409", "422", "500", "refused"])
def test_an_error_page_renders_without_a_request(status):
    from django.template.loader import render_to_string

    html = render_to_string(
        f"errors/{status}.html", {"sentence": "Sagen er afgjort.", "faults": [{"message": "Felt mangler"}]}
    )
    assert "<h1>" in html


def test_the_head_leads_to_the_roles_and_to_the_notices_with_their_number(client, person, monkeypatch):
    from portal.ui.templatetags import indgang

    assert "/notices/" not in client.get("/guide/").content.decode()
    client.force_login(person(name="Bo"))
    html = client.get("/guide/").content.decode()
    assert html.count('href="/memberships/"') == html.count('href="/notices/"') == 2, (
        "once in the head, once in the drawer"
    )
    assert "ikke læst" not in html
    monkeypatch.setattr(indgang, "unread_count", lambda user: 3)
    assert (
        '<span class="pill">3<span class="sr-only"> ikke læst</span></span>' in client.get("/guide/").content.decode()
    )
