"""Beside each point of the assessment stands what the applicant wrote about it."""

import pytest
from django.urls import reverse
from django.utils import translation

from requests_app.forms.schema import read_form
from requests_app.rules.assessment import letters_of
from requests_app.selectors.review import review_page
from requests_app.states import ApplicationState


@pytest.fixture
def case(case_at):
    return case_at(ApplicationState.ASSESSING)


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_point_has_every_answer_that_bears_on_it_whole(client, case, language):
    decision = case.decisions.first()
    fields = {field.id: field for field in read_form(case.form_version.document).fields()}
    with translation.override(language):
        rows = {row["key"]: row["answers"] for row in review_page(decision).letters}
        for letter in letters_of(case.answers):
            given = [name for name in letter.fields if name in fields and case.answers.get(name)]
            assert [answer["label"] for answer in rows[letter.key]] == [str(fields[name].label) for name in given] != []
        address = reverse("requests_app:decision-review", args=[decision.uuid])
    client.force_login(case.people.stewards[decision.controller.key])
    shown = client.get(address).content.decode()
    assert shown.count("En begrundelse for intended_use.") == 2
    for name in ("benefit", "necessity", "safeguards", "tabulation_notes", "population_reason"):
        assert f"En begrundelse for {name}." in shown
