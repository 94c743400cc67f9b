"""Sign-up with e-mail check, sign-in, limits of a session, the role a person acts in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts import Role
from portal.accounts.context import standing
from portal.accounts.middleware import active_role
from portal.accounts.models import Organisation, User

HER = {"email": "Ny.Forsker@Example.dk", "name": "Ny Forsker"}


def sign_up(client, password, prefix=""):
    form = {**HER, "password1": password, "password2": password}
    return client.post(f"{prefix}/account/signup/", form)


@pytest.fixture
def inside(client, password):
    """Signs a person in."""

    def sign_in(user):
        return client.post("/account/login/", {"login": user.email, "password": password})

    return sign_in


def link_in_mail():
    """The path of the first address in the newest mail."""
    return re.search(r"http://127\.0\.0\.1:\d+(/\S+)", mail.outbox[-1].body).group(1)


def is_inside(client):
    return client.get("/notices/").status_code == 200


@pytest.mark.parametrize(("prefix", "language"), [("", "da"), ("/en", "en")])
def test_a_person_signs_up_checks_the_address_and_signs_in(db, client, password, prefix, language):
    assert sign_up(client, password, prefix).status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("ny.forsker@example.dk", "Ny Forsker", language)
    assert not is_inside(client)
    client.post(link_in_mail())
    client.post("/account/login/", {"login": HER["email"].upper(), "password": password})
    assert is_inside(client)


@pytest.mark.parametrize("home", ["/", "/en/"])
def test_logging_on_and_off_keeps_the_language(person, client, password, home):
    form = {"login": person().email, "password": password}
    assert client.post(f"{home}account/login/", form).headers["Location"] == home
    assert client.post(f"{home}account/logout/").headers["Location"] == home


def test_links_in_mails_come_from_the_setting_not_from_the_host_header(db, client, password, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://indgang.example.dk"
    form = {**HER, "password1": password, "password2": password}
    client.post("/account/signup/", form, headers={"host": "evil.example"})
    assert "https://indgang.example.dk/account/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body


def test_without_the_check_nobody_is_let_in(db, client, password):
    sign_up(client, password)
    client.post("/account/login/", {"login": HER["email"], "password": password})
    assert not is_inside(client)


def test_a_taken_address_is_not_revealed(person, client, password):
    person(email=HER["email"])
    assert sign_up(client, password).status_code == 302
    assert User.objects.count() == 1


def test_a_password_is_reset_by_mail(person, client, inside, password):
    user = person()
    client.post("/account/password/reset/", {"email": user.email})
    form = client.get(link_in_mail(), follow=True)
    fresh = "another horse, another battery"
    client.post(form.redirect_chain[-1][0], {"password1": fresh, "password2": fresh})
    inside(user)
    assert not is_inside(client)
    client.post("/account/login/", {"login": user.email, "password": fresh})
    assert is_inside(client)


@pytest.mark.parametrize(
    ("away", "is_kept"), [(timedelta(minutes=59), True), (timedelta(minutes=61), False), (timedelta(hours=13), False)]
)
def test_an_idle_session_ends(person, client, inside, away, is_kept):
    start = timezone.now()
    inside(person())
    assert is_inside(client)
    with time_machine.travel(start + away):
        assert is_inside(client) is is_kept


def test_a_session_in_use_ends_all_the_same(person, client, inside):
    user = person()
    with time_machine.travel("2026-03-02T06:00:00Z", tick=False) as clock:
        inside(user)
        visits = 0
        while is_inside(client):
            visits += 1
            clock.shift(timedelta(minutes=45))
    assert visits == 17  # the last at twelve hours sharp


def test_a_busy_session_is_not_written_at_each_page(person, client, inside, django_assert_max_num_queries):
    inside(person())
    is_inside(client)
    seen = client.session["seen"]
    is_inside(client)
    assert client.session["seen"] == seen


def visitor(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    request.active_role = active_role(request)
    return request


def test_the_active_role_is_the_chosen_one_if_held(person):
    user = person(Role.STEWARD, Role.CATALOGUE_ADMIN, of="sds")
    assert active_role(visitor(user)) is Role.STEWARD
    assert active_role(visitor(user, role="catalogue_admin")) is Role.CATALOGUE_ADMIN
    assert active_role(visitor(user, role="applicant")) is Role.APPLICANT
    assert active_role(visitor(user, role="coordinator")) is Role.STEWARD
    assert active_role(visitor(person())) is Role.APPLICANT


def test_every_page_knows_the_roles(person, settings):
    from django.contrib.auth.models import AnonymousUser

    assert standing(RequestFactory().get("/"))["roles"] == []
    assert standing(visitor(AnonymousUser())) == {"roles": [], "active_role": None, "lacks_second_factor": False}
    settings.DEMO_RELAX_SECOND_FACTOR = False
    known = standing(visitor(person(Role.STEWARD)))
    assert [value for value, _name in known["roles"]] == ["applicant"]
    assert known["active_role"] is Role.APPLICANT
    assert known["lacks_second_factor"]


def test_people_and_places_name_themselves(person, organisation):
    user = person(Role.STEWARD, name="Bo")
    assert (str(user), user.get_full_name(), str(User(email="a@b.dk"))) == ("Bo", "Bo", "a@b.dk")
    assert str(user.memberships.get()) == "Bo – steward – sds (da)"
    assert str(Organisation(name_da="Hus", name_en="House")) == "Hus"


def test_the_english_name_is_used_on_english_pages(organisation):
    from django.utils import translation

    with translation.override("en"):
        assert organisation("sds").name == "sds (en)"


def test_e_mail_addresses_are_kept_in_lower_case(db):
    boss = User.objects.create_superuser(" Boss@Example.DK ", "x")
    assert (boss.email, boss.is_staff, boss.is_superuser) == ("boss@example.dk", True, True)
    assert User.objects.get_by_natural_key("BOSS@example.dk") == boss
    boss.email = "Chief@Example.dk"
    boss.clean()
    assert boss.email == "chief@example.dk"


ACCOUNT_PAGES = ("email", "password/change", "2fa", "2fa/totp/activate", "reauthenticate", "login", "signup")
CLUMSY = re.compile(r"venligst|email|password\b|[Aa]utentificer|[Gg]enerer|ugyldig|!", re.IGNORECASE)


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_the_pages_of_an_account_speak_as_an_authority_does(page, person, client):
    client.force_login(person())
    html = client.get(f"/account/{page}/", follow=True).content.decode()
    words = re.sub(r"<[^>]*>", " ", html[html.index("<h1") : html.index("</main>")])
    assert CLUMSY.findall(words) == []


def test_mails_about_an_account_speak_as_an_authority_does(person, client, password):
    client.post(
        "/account/signup/", {"email": "new@demo.test", "name": "Ny", "password1": password, "password2": password}
    )
    client.post("/account/password/reset/", {"email": person().email})
    client.post("/account/password/reset/", {"email": "nobody@demo.test"})
    assert len(mail.outbox) == 3
    for one in mail.outbox:
        text = re.sub(r"https?://\S+", "", f"{one.subject}\n{one.body}")
        assert CLUMSY.findall(text) == [], text
