"""Programs get problem+json also where no route answers; people get pages."""

import pytest
from django.http import HttpRequest

from portal.api import errors

NOWHERE = ["/api/v1/plans/xyz/", "/api/v1/", "/api/", "/api/v2/plans/", "/api/v1/datasets/a/b/c/", "/api/v1/plans/%00/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", NOWHERE)
@pytest.mark.parametrize(("language", "words"), [("da", "har ikke adgang"), ("en", "you may not see it")])
def test_an_address_no_route_knows_answers_programs_in_json(client, address, language, words):
    for method in (client.get, client.post):
        answer = method(address, headers={"accept-language": language})
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["code"] == "not_found" and words in answer.json()["detail"]


@pytest.mark.django_db
def test_people_get_a_page(client):
    for address in ("/nowhere/", "/en/api/v1/plans/", "/apis/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (404, "text/html")


@pytest.mark.django_db
def test_an_address_without_its_last_slash_still_leads_on(client):
    assert client.get("/api/v1/datasets").status_code == 301


@pytest.mark.parametrize(
    ("handler", "code"), [(errors.failed, "failed"), (lambda r: errors.bad_request(r, ValueError()), "bad_request")]
)
def test_what_breaks_is_told_without_details(handler, code):
    request = HttpRequest()
    request.path = "/api/v1/plans/"
    assert code in handler(request).content.decode() and handler(request)["Content-Type"] == "application/problem+json"
    request.path = "/plans/"
    assert handler(request)["Content-Type"].startswith("text/html")
