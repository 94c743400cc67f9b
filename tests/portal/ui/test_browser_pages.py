"""The pages of this room in a real browser: both schemes, three widths, both languages, with and without script."""

from datetime import timedelta

import pytest
from browser import assert_axe_clean

from portal.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/ui", "/account/login/", "/account/signup/", "/guide/", "/about/accessibility/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_silent_and_no_wider_than_its_window(open_page, path, width, scheme):
    open_page(path, width=width, scheme=scheme).assert_all()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_in_english(open_page, path):
    opened = open_page(path, language="en")
    opened.assert_all()
    assert opened.page.locator("html").get_attribute("lang") == "en"


def test_a_missing_page_is_accessible(open_page):
    opened = open_page("/nothing-here/")
    assert opened.status == 404
    opened.errors.clear()  # the browser itself reports the 404
    opened.assert_all(status=404)


def test_the_drawer_opens_with_focus_and_closes_with_escape(open_page):
    page = open_page("/", width=375).page
    page.get_by_role("button", name="Menu").click()
    drawer = page.get_by_role("dialog", name="Menu")
    assert drawer.is_visible()
    assert drawer.get_by_role("link", name="Vejledning").is_visible()
    page.keyboard.press("Escape")
    assert not drawer.is_visible()


def test_without_script_a_phone_shows_the_menu_instead_of_a_dead_button(open_page):
    page = open_page("/", width=375, script=False).page
    assert not page.locator(".button-menu-open").is_visible()
    assert page.get_by_role("link", name="Vejledning").first.is_visible()


def test_the_colour_choice_stays_and_overrules_the_device(open_page):
    page = open_page("/guide/", scheme="light", script=False).page
    page.get_by_role("button", name="Mørke").click()
    assert page.url.endswith("/guide/")
    assert page.locator("html").get_attribute("data-scheme") == "dark"


def test_the_language_link_stays_on_the_page(open_page):
    page = open_page("/guide/?q=1").page
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url("**/en/guide/?q=1")


def test_a_failed_log_on_takes_focus_to_the_summary(open_page):
    page = open_page("/account/login/").page
    page.get_by_role("textbox", name="E-mail").fill("nobody@demo.test")
    page.get_by_role("textbox", name="Adgangskode").fill("wrong")
    page.locator("main button[type=submit]").click()
    page.wait_for_selector("#error-summary")
    page.wait_for_function("document.activeElement.id === 'error-summary'")
    assert page.title().startswith("Fejl:")


def test_filters_fold_on_a_phone_and_characters_are_counted(open_page):
    page = open_page("/ui", width=375).page
    page.wait_for_function("!document.getElementById('example-facets').open")
    page.locator("#example-benefit").fill("12345")
    assert page.locator("#example-benefit ~ .character-limit").inner_text() == "Du har 1.995 tegn tilbage"


def test_before_an_idle_session_ends_a_dialog_takes_focus_and_lets_one_stay(open_page, person, settings):
    settings.SESSION_IDLE = timedelta(seconds=121)  # the warning comes two minutes before
    opened = open_page("/guide/", user=person())
    dialog = opened.page.get_by_role("dialog", name="Du bliver logget af om 2 minutter")
    dialog.wait_for(state="visible")
    opened.assert_all()
    with opened.page.expect_response("**/keep-alive/") as answer:
        dialog.get_by_role("button", name="Bliv logget på").click()
    assert answer.value.status == 204
    dialog.wait_for(state="hidden")


def test_somebody_logged_on_sees_an_accessible_page(open_page, person):
    opened = open_page("/role/", user=person(Role.STEWARD), width=375, scheme="dark")
    opened.assert_all()
    opened.page.get_by_role("button", name="Menu").click()
    assert_axe_clean(opened.page)


AUTOSAVED = """
<form method="post" action="/probe/" data-autosave="save-status" hx-post="/probe/" hx-trigger="change"
      hx-target="#save-status" hx-swap="outerHTML" hx-sync="this:queue last">
<input type="hidden" name="revision" id="revision" value="1"><label>Text <input name="text"></label>
<button>Send</button></form><p id="save-status" role="status"></p>
"""
SAVED = '<p id="save-status">Saved</p><input type="hidden" name="revision" id="revision" value="2" hx-swap-oob="true">'


def test_a_form_sent_during_its_autosave_waits_for_it_and_meets_no_conflict_with_itself(open_page):
    page = open_page("/guide/").page
    autosaves, sent = [], []

    def answer(route):
        if route.request.headers.get("hx-request"):
            autosaves.append(route)  # answered below: the save is under way until then
        else:
            sent.append(route.request.post_data)
            route.fulfill(body="<h1>Received</h1>", content_type="text/html")

    page.route("**/probe/", answer)
    page.evaluate(
        "html => { const main = document.querySelector('main'); main.innerHTML = html; htmx.process(main); }", AUTOSAVED
    )
    with page.expect_request("**/probe/"):
        page.get_by_label("Text").fill("A")
        page.get_by_label("Text").blur()
    page.get_by_role("button", name="Send").click()
    assert sent == [] and len(autosaves) == 1
    autosaves[0].fulfill(body=SAVED, content_type="text/html")
    page.get_by_role("heading", name="Received").wait_for()
    assert sent == ["revision=2&text=A"] and len(autosaves) == 1


def test_a_link_is_followed_once_what_was_written_is_saved(open_page):
    page = open_page("/guide/").page
    answers, saved = [{"status": 500}, {"body": SAVED, "content_type": "text/html"}], []

    def answer(route):
        saved.append(route.request.post_data)
        route.fulfill(**answers.pop(0))

    page.route("**/probe/", answer)
    html = AUTOSAVED.replace('hx-trigger="change"', 'hx-trigger="save-now"') + '<a href="/guide/complaint/">Onward</a>'
    page.evaluate(
        "html => { const main = document.querySelector('main'); main.innerHTML = html; htmx.process(main); }", html
    )
    page.get_by_label("Text").fill("A")
    page.get_by_role("link", name="Onward").click()
    page.locator("#save-status[role=alert]").wait_for(state="attached")
    assert saved == ["revision=1&text=A"] and page.url.endswith("/guide/")
    page.get_by_role("link", name="Onward").click()
    page.wait_for_url("**/guide/complaint/")
    assert saved == ["revision=1&text=A"] * 2
