"""Default deny, one error shape, tokens, the caller's language."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import path
from rest_framework import serializers
from rest_framework.test import APIClient

from analysis.plans import Fault, PlanFaults
from portal.accounts import Perm, Role
from portal.api.checks import every_route_declares_a_permission, routes
from portal.api.permissions import PUBLIC, SIGNED_IN, declared_for
from portal.api.views import ApiView, ViewSet
from portal.checks import refuse_to_start_unsafe
from portal.refusals import Conflict, NotVisible, Refused

CPR = "0101801234"


class Wanted(serializers.Serializer):
    size = serializers.IntegerField()
    parts = serializers.ListField(child=serializers.IntegerField())


class Trouble(ApiView):
    permission = PUBLIC

    def get(self, request, kind):
        raise {
            "refused": Refused("size", "Too big. Ask for less.", field="size"),
            "plain": Refused("plain", "No."),
            "faults": Refused("many", "Two faults.", faults=[{"code": "a", "path": "x", "message": "m"}]),
            "conflict": Conflict(expected=1, found=2),
            "conflict_unknown": Conflict(),
            "gone": NotVisible(),
            "plan": PlanFaults([Fault("type", "population.where", "Forkert type.", "Wrong type.")]),
            "broken": RuntimeError(f"row of {CPR}"),
        }[kind]

    def post(self, request, kind):
        Wanted(data=request.data).is_valid(raise_exception=True)


class Forgotten(ApiView):
    def get(self, request):
        raise AssertionError("nobody may come here")


class Things(ViewSet):
    permissions = {"GET": PUBLIC, "POST": Perm.DECIDE}

    def list(self, request):
        return self.paginated(list(range(60)))

    def create(self, request):
        return self.paginated([])


class Rows(ApiView):
    permission = SIGNED_IN

    def get(self, request):
        return self.paginated([{"size": n, "parts": [n]} for n in range(3)], Wanted)


urlpatterns = [
    path("api/v1/trouble/<kind>/", Trouble.as_view()),
    path("api/v1/forgotten/", Forgotten.as_view()),
    path("api/v1/things/", Things.as_view({"get": "list", "post": "create"})),
    path("api/v1/rows/", Rows.as_view()),
    path("api/v1/function/", lambda request: None),
]


@pytest.fixture
def api():
    return APIClient(raise_request_exception=False)


@pytest.fixture
def troubled(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("refused", 422, "size"),
        ("plain", 422, "plain"),
        ("faults", 422, "many"),
        ("conflict", 409, "conflict"),
        ("conflict_unknown", 409, "conflict"),
        ("gone", 404, "not_found"),
        ("plan", 422, "plan"),
        ("broken", 500, "error"),
    ],
)
def test_every_error_is_a_problem(db, api, troubled, kind, status, code):
    answer = api.get(f"/api/v1/trouble/{kind}/")
    problem = json.loads(answer.content)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"] == problem["detail"]
    assert CPR not in answer.content.decode()


def test_a_problem_names_the_field_and_what_is_wrong_with_it(db, api, troubled):
    problem = json.loads(api.get("/api/v1/trouble/refused/").content)
    assert problem["errors"] == [{"code": "size", "path": "size", "message": "Too big. Ask for less."}]
    assert json.loads(api.get("/api/v1/trouble/conflict/").content)["version"] == 2


@pytest.mark.parametrize("body", [b"[" * 9000, b'{"size": "\\ud800"}', b'{"size": "a\\u0000"}', b"\xff\xfe", b"{"])
def test_a_body_that_cannot_be_kept_is_a_bad_request(db, api, troubled, body):
    answer = api.post("/api/v1/trouble/x/", body, content_type="application/json", headers={"accept-language": "en"})
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == (400, "parse_error")
    assert problem["detail"] == "This is not JSON. Check quotation marks, commas and brackets."


def test_a_body_that_is_too_large_is_told_so(db, api, troubled, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = api.post("/api/v1/trouble/x/", b'"' + b"x" * 200 + b'"', content_type="application/json")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (413, "too_big")


def test_a_body_is_refused_with_all_its_faults_and_their_paths(db, api, troubled):
    answer = api.post("/api/v1/trouble/x/", {"size": "big", "parts": [1, "two"]}, format="json")
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == (400, "invalid")
    assert {error["path"] for error in problem["errors"]} == {"size", "parts.1"}


def test_a_body_that_is_no_json_is_refused(db, api, troubled):
    answer = api.post("/api/v1/trouble/x/", "{", content_type="application/json")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "parse_error")


@pytest.mark.parametrize(("language", "sentence"), [("da", "Forkert type."), ("en", "Wrong type.")])
def test_a_problem_speaks_the_callers_language(db, api, troubled, language, sentence):
    answer = api.get("/api/v1/trouble/plan/", headers={"accept-language": language})
    problem = json.loads(answer.content)
    assert problem["errors"] == [{"code": "type", "path": "population.where", "message": sentence}]


def test_without_a_wish_the_persons_own_language_is_spoken(person, api, troubled):
    api.force_authenticate(person(language="en"))
    assert "Wrong type" in api.get("/api/v1/trouble/plan/").content.decode()


@pytest.mark.parametrize("who", [None, Role.ADMIN])
def test_a_view_that_declares_nothing_answers_nobody(person, api, troubled, who):
    if who:
        api.force_authenticate(person(who))
    assert api.get("/api/v1/forgotten/").status_code in (401, 403)


def test_a_route_that_declares_nothing_does_not_start(troubled):
    found = every_route_declares_a_permission()
    assert sorted(error.msg for error in found) == [
        "GET /api/v1/forgotten/ declares no permission.",
        "GET /api/v1/function/ declares no permission.",
    ]
    with pytest.raises(Exception, match="declares no permission"):
        refuse_to_start_unsafe()


def test_every_route_of_the_product_declares_a_permission(db):
    assert every_route_declares_a_permission() == []
    assert "api/v1/tokens/" in {route.path for route in routes()}


def test_permissions_may_differ_by_method(person, api, troubled):
    assert api.get("/api/v1/things/").status_code == 200
    refused = api.post("/api/v1/things/", HTTP_ACCEPT_LANGUAGE="en")
    assert refused.status_code == 401 and "/api/v1/tokens/" in refused.json()["detail"]
    api.force_authenticate(person())
    assert api.post("/api/v1/things/").status_code == 403
    api.force_authenticate(person(Role.STEWARD))
    assert api.post("/api/v1/things/").status_code == 200


def test_head_and_options_follow_get():
    assert declared_for(Things, "HEAD") is PUBLIC
    assert declared_for(Things, "OPTIONS") is PUBLIC
    assert declared_for(Rows, "HEAD") is SIGNED_IN
    assert declared_for(Forgotten, "OPTIONS") is None


def test_lists_come_in_pages(person, api, troubled):
    first = api.get("/api/v1/things/").json()
    assert (first["count"], len(first["results"])) == (60, 25)
    assert len(api.get("/api/v1/things/?page_size=9999").json()["results"]) == 60
    assert api.get("/api/v1/things/?page=99").status_code == 404
    api.force_authenticate(person())
    assert api.get("/api/v1/rows/").json()["results"][2] == {"size": 2, "parts": [2]}


def test_a_token_is_made_used_and_revoked(person, api, password):
    user = person(Role.STEWARD, Role.CATALOGUE_ADMIN)
    made = api.post("/api/v1/tokens/", {"email": user.email.upper(), "password": password}, format="json")
    assert made.status_code == 201
    api.credentials(HTTP_AUTHORIZATION=f"Token {made.json()['token']}")
    me = api.get("/api/v1/me/").json()
    assert (me["email"], me["roles"]) == (user.email, ["applicant", "steward", "catalogue_admin"])
    assert api.delete("/api/v1/tokens/current/").status_code == 204
    assert api.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("wrong", [{"email": "nobody@demo.test"}, {"password": "wrong"}])
def test_wrong_credentials_get_one_answer(person, api, password, wrong):
    user = person(email="her@demo.test")
    answer = api.post("/api/v1/tokens/", {"email": user.email, "password": password, **wrong}, format="json")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "credentials")


def test_an_unchecked_address_gets_no_token(person, api, password):
    user = person()
    user.emailaddress_set.update(verified=False)
    answer = api.post("/api/v1/tokens/", {"email": user.email, "password": password}, format="json")
    assert answer.status_code == 422


def test_a_person_with_a_second_factor_sends_its_code(person, api, password):
    from allauth.mfa.totp.internal import auth

    user, secret = person(Role.STEWARD), auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    asked = {"email": user.email, "password": password}
    for code in ({}, {"code": ""}, {"code": "000000"}):
        answer = api.post("/api/v1/tokens/", {**asked, **code}, format="json")
        assert json.loads(answer.content)["errors"][0]["path"] == "code"
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    assert api.post("/api/v1/tokens/", {**asked, "code": code}, format="json").status_code == 201
    assert Authenticator.objects.filter(user=user).exists()


def test_a_session_is_good_for_the_api_but_has_no_token_to_revoke(person, client):
    client.force_login(person())
    assert client.get("/api/v1/me/").status_code == 200
    assert client.delete("/api/v1/tokens/current/").status_code == 204


def test_asking_for_tokens_is_throttled(person, api, monkeypatch):
    from portal.api.own import TokenView

    cache.clear()
    monkeypatch.setattr(TokenView.throttle_classes[0], "THROTTLE_RATES", {"tokens": "2/min"})
    wrong = {"email": "nobody@demo.test", "password": "x"}
    answers = [api.post("/api/v1/tokens/", wrong, format="json", HTTP_ACCEPT_LANGUAGE="da") for _ in range(3)]
    cache.clear()
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[-1].json()["detail"].startswith("For mange forsøg.") and int(answers[-1]["Retry-After"]) <= 60


def test_the_schema_is_openapi_3_1_and_has_no_warnings(db, api, capsys):
    schema = api.get("/api/v1/schema/?format=json").json()
    assert schema["openapi"].startswith("3.1")
    assert schema["paths"]["/api/v1/me/"]["get"]["tags"] == ["me"]
    assert "Warning" not in capsys.readouterr().err
