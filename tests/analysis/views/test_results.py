import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from analysis.commands.receive import receive_result
from analysis.models import Result
from analysis.tasks import draw
from portal.accounts import Role
from portal.audit.models import AccessLog
from tests.analysis.conftest import COUNTS
from tests.analysis.documents import table


@pytest.fixture
def result(job, held, site):
    receive_result(held, job, site.answer(job))
    return Result.objects.get()


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def table_address(result, name="counts", figure="t1"):
    return reverse("api:result-table", args=[result.uuid, figure, name])


def test_the_page_shows_the_figures_the_covered_cells_and_the_card(result, as_, permit):
    page = as_(permit.people.applicant).get(reverse("analysis:result-detail", args=[result.uuid]))
    text = page.content.decode()
    assert page.status_code == 200
    assert result.release.number in text
    assert "Hovedstaden" in text
    assert "&lt;5" in text
    assert "120 (80,0" in text
    assert "Andre antal personer er afrundet op eller ned til et tal i 5-tabellen, som regel højst 4 fra" in text
    assert text.count("1 af 9 celler er dækket") == 2  # under the table and on the card
    assert permit.number in text


def page_with(result, as_, permit, *tables, profile=None):
    """The page of the result with other tables in its first figure."""
    document = result.document
    document["results"][0]["tables"] = list(tables)
    document["profile"] |= profile or {}
    result.save(update_fields=["document"])
    return as_(permit.people.applicant).get(reverse("analysis:result-detail", args=[result.uuid])).content.decode()


ESTIMATES = table("test", "test statistic df df2 p_value", ["chi2", "hidden", "hidden", "hidden", "hidden"])


def test_a_table_without_counts_has_no_note_on_rounding_and_the_figure_says_it_once(result, as_, permit):
    text = page_with(result, as_, permit, ESTIMATES)
    assert "er afrundet op eller ned" not in text
    assert "3 af 3 celler er dækket" in text
    assert text.count('<p class="small">Afrundet.</p>') == 1
    assert "Frihedsgrader i nævneren" not in text


def test_a_table_without_counts_or_covered_cells_needs_no_note(result, as_, permit):
    text = page_with(result, as_, permit, table("test", "test statistic p_value", ["chi2", 3.2, 0.07]))
    assert "celler er dækket." not in text


def test_a_table_of_counts_and_estimates_says_that_counts_are_rounded(result, as_, permit):
    text = page_with(result, as_, permit, table("rates", "region events rate", ["1084", 20, 1.5]))
    assert "Antal personer er afrundet op eller ned til et tal i 5-tabellen" in text
    assert "Andre antal" not in text and "Afrundet.</p>" not in text


def test_the_note_on_rounding_and_the_card_follow_the_profile(result, as_, permit):
    text = page_with(result, as_, permit, COUNTS, profile={"k": 8, "b": 10})
    assert "under 8 personer, også ingen" in text and "10-tabellen, som regel højst 9 fra" in text
    assert "Antal er afrundet til et tal i 10-tabellen; under 8 personer vises som &lt;8" in text


@pytest.mark.parametrize(("told", "shown"), [({"as_of": "2026-03-02", "version": "v"}, True), (None, False)])
def test_the_card_names_the_day_by_which_the_site_left_out_who_had_opted_out(result, as_, permit, told, shown):
    result.document = {**result.document, "opt_outs": told}
    result.save()
    page = as_(permit.people.applicant).get(reverse("analysis:result-detail", args=[result.uuid])).content.decode()
    found = re.search(r"Fravalg pr\.</dt>\s*<dd[^>]*>([^<]*)", page)
    assert (found is not None and "mar" in found[1]) is shown


def test_the_file_holds_what_the_page_shows(result, as_, permit):
    answer = as_(permit.people.applicant).get(table_address(result))
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[1:] == [
        ["40-<50", "1084", "120", "80.0"],
        ["40-<50", "1085", "30", "20.0"],
        ["40-<50", "(all)", "150", "100.0"],
        ["50-<60", "1084", "<5", "hidden"],
        ["50-<60", "1085", "45", "100.0"],
        ["50-<60", "(all)", "45", "100.0"],
        ["(all)", "1084", "125", "62.5"],
        ["(all)", "1085", "75", "37.5"],
        ["(all)", "(all)", "200", "100.0"],
    ]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_page_ends_with_the_methods_of_the_article(result, as_, permit):
    text = as_(permit.people.applicant).get(reverse("analysis:result-detail", args=[result.uuid])).content.decode()
    assert '<section class="figure-block" id="methods"' in text
    assert "STROBE [" in text and "Benchimol EI" in text
    assert reverse("analysis:result-methods", args=[result.uuid, "da"]) in text


@pytest.mark.parametrize(("language", "begins"), [("da", "Metode\n"), ("en", "Methods\n")])
def test_the_methods_are_a_file_of_plain_text(result, as_, permit, language, begins):
    answer = as_(permit.people.applicant).get(reverse("analysis:result-methods", args=[result.uuid, language]))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{result.release.number}-methods.{language}.txt"'
    text = answer.content.decode()
    assert text.startswith(begins)
    assert "DuckDB 2.0.0 [" in text and "dk-health" in text


def test_the_methods_do_not_claim_a_figure_that_was_withheld(result, as_, permit):
    result.document["results"][0] |= {"status": "withheld", "code": "withheld", "tables": []}
    result.save(update_fields=["document"])
    answer = as_(permit.people.applicant).get(reverse("analysis:result-methods", args=[result.uuid, "en"]))
    assert "(t1). The result has not been released." in answer.content.decode()


def test_the_methods_are_in_the_api_in_the_language_asked_for(result, as_, permit):
    client = as_(permit.people.applicant)
    address = reverse("api:result-methods", args=[result.uuid])
    english = client.get(address, {"language": "en"}).json()
    assert (english["language"], english["title"]) == ("en", "Methods")
    assert [section["key"] for section in english["sections"]][:2] == ["setting", "participants"]
    assert english["text"].startswith("Methods\n\nData sources\n")
    assert english["references"][-1].startswith("Benchimol")
    assert client.get(address).json()["language"] == "da"
    wrong = client.get(address, {"language": "fr"})
    assert wrong.status_code == 400


def test_methods_in_another_language_or_of_another_result_are_not_there(result, as_, permit, person):
    client = as_(permit.people.applicant)
    assert client.get(reverse("analysis:result-methods", args=[result.uuid, "fr"])).status_code == 404
    stranger = as_(person())
    assert stranger.get(reverse("analysis:result-methods", args=[result.uuid, "da"])).status_code == 404
    assert stranger.get(reverse("api:result-methods", args=[result.uuid])).status_code == 404


def test_a_long_table_has_pages(result, as_, permit):
    rows = [[f"{at}-<{at + 1}", "1084", at + 10, 100.0] for at in range(60)]
    table = result.document["results"][0]["tables"][0]
    table["rows"] = rows
    result.save(update_fields=["document"])
    address = reverse("analysis:result-detail", args=[result.uuid])
    client = as_(permit.people.applicant)
    first, second = (client.get(address, {"t1-counts": page}).content.decode() for page in (1, 2))
    assert "49-&lt;50" in first and "50-&lt;51" not in first
    assert "50-&lt;51" in second and "49-&lt;50" not in second


def test_a_withheld_figure_of_open_data_tells_its_cause(result, as_, permit):
    figure = result.document["results"][0]
    figure |= {"status": "withheld", "code": "separation", "tables": [], "notes": []}
    result.save(update_fields=["document"])
    text = as_(permit.people.applicant).get(reverse("analysis:result-detail", args=[result.uuid])).content.decode()
    assert "(separation)" in text


def test_every_read_is_remembered(result, as_, permit):
    client = as_(permit.people.applicant)
    client.get(reverse("analysis:result-detail", args=[result.uuid]))
    client.get(table_address(result))
    client.get(reverse("api:result-detail", args=[result.uuid]))
    client.get(reverse("analysis:result-methods", args=[result.uuid, "da"]))
    client.get(reverse("api:result-methods", args=[result.uuid]))
    told = list(AccessLog.objects.order_by("pk").values_list("what", flat=True))
    assert told == ["page", "csv", "json", "methods", "methods"]


def test_the_json_file_carries_card_document_and_signature(result, as_, permit):
    body = as_(permit.people.applicant).get(reverse("api:result-detail", args=[result.uuid])).json()
    assert body["document"] == result.document
    assert (body["release"]["hidden"], body["release"]["cells"]) == (1, 9)
    assert body["release"]["plan_hash"] == result.job.plan_hash
    assert set(body["signed"]) == {"kid", "body", "signature"}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("applicant", True), ("steward", True), (Role.CHECKER, True), (Role.AUDITOR, True),
        ("stranger", False), ("other steward", False), ("coordinator", False), (Role.ADMIN, False), (None, False),
    ],
)  # fmt: skip
def test_who_may_see_a_result(result, permit, person, organisation, who, may):
    people = permit.people
    known = {"applicant": people.applicant, "steward": people.stewards["sds"], "coordinator": people.coordinator}
    if who in known:
        user = known[who]
    elif who == "other steward":
        organisation("other")
        user = person(Role.STEWARD, of="other")
    else:
        user = person(*([who] if isinstance(who, Role) else []))
    client = Client()
    if who is not None:
        client.force_login(user)
    page = client.get(reverse("analysis:result-detail", args=[result.uuid]))
    assert page.status_code == (200 if may else 302 if who is None else 404)
    assert client.get(table_address(result)).status_code == (200 if may else 401 if who is None else 404)


def test_a_table_that_is_not_there_is_not_found(result, as_, permit):
    client = as_(permit.people.applicant)
    assert client.get(table_address(result, name="groups")).status_code == 404
    assert client.get(table_address(result, figure="t9")).status_code == 404


def test_the_list_shows_own_results_within_its_budget(result, as_, permit, django_assert_max_num_queries):
    client = as_(permit.people.applicant)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("analysis:result-list"))
    assert result.release.number in page.content.decode()


def test_an_empty_list_says_what_to_expect(as_, person):
    page = as_(person()).get(reverse("analysis:result-list"))
    assert "Ingen resultater endnu" in page.content.decode()


def page_of(result, client):
    return client.get(reverse("analysis:result-detail", args=[result.uuid])).content.decode()


def test_the_chart_is_drawn_once_in_both_languages_from_the_released_figures(result, as_, permit):
    draw(str(result.uuid))
    draw(str(result.uuid))
    charts = {chart.language: chart for chart in result.charts.all()}
    assert set(charts) == {"da", "en"}
    assert "Hovedstaden" in charts["da"].svg
    assert "Capital" in charts["en"].svg
    client = as_(permit.people.applicant)
    answer = client.get(reverse("analysis:result-chart", args=[result.uuid, "t1", "da"]))
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "<script" not in answer.content.decode()
    narrow = client.get(reverse("analysis:result-chart", args=[result.uuid, "t1", "da"]), {"narrow": ""})
    assert narrow.content.decode() == charts["da"].narrow != charts["da"].svg
    assert '<source media="(max-width: 599px)" srcset="' in page_of(result, client)
    result.charts.update(narrow="")
    assert (
        client.get(reverse("analysis:result-chart", args=[result.uuid, "t1", "da"]), {"narrow": ""}).status_code == 404
    )
    assert "<source" not in page_of(result, client)
    assert client.get(reverse("analysis:result-chart", args=[result.uuid, "t2", "da"])).status_code == 404
