"""The administrator's pages: who gets in, what is saved, and that nothing is half-saved."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.commands.connect import SiteEntry, connect_site
from catalog.commands.datasets import Content, edit_dataset
from catalog.models import Dataset
from catalog.vocabulary import DatasetState
from portal.accounts import Role

pytestmark = pytest.mark.django_db
OWN = "/steward/datasets/cancer/"
PAGES = ["/steward/datasets/", "/steward/datasets/new-dataset/", OWN, f"{OWN}import/"]
ACTS = [f"{OWN}publish/", f"{OWN}retire/", f"{OWN}reopen/"]


@pytest.fixture
def sent(fields):
    """A whole form as a browser sends it."""

    def make(**changes):
        return {**fields(), "decided_by": "holder", "categories": ["MRMR"], "systems": ["ICD-10"], **changes}

    return make


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_log_on(path, client, dataset_in):
    dataset_in()
    answer = client.get(path)
    assert answer.status_code == 302 and "/account/login/" in answer["Location"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_it_may(path, role, client, person, dataset_in):
    dataset_in()
    client.force_login(person(role, of="sds" if role in (Role.STEWARD, Role.CATALOGUE_ADMIN) else None))
    may = role is Role.CATALOGUE_ADMIN or (role is Role.STEWARD and path == "/steward/datasets/")
    assert client.get(path).status_code == (200 if may else 404)


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CATALOGUE_ADMIN])
def test_no_other_role_acts(path, role, client, person, dataset_in):
    dataset = dataset_in()
    client.force_login(person(role, of="sds" if role is Role.STEWARD else None))
    assert client.post(path, {"expected_version": dataset.version}).status_code == 404
    dataset.refresh_from_db()
    assert dataset.state == DatasetState.PUBLISHED


@pytest.mark.parametrize("path", [OWN, f"{OWN}import/", *ACTS])
def test_another_organisations_dataset_is_not_there(path, client, stranger, dataset_in, sent):
    dataset = dataset_in()
    client.force_login(stranger)
    assert client.post(path, sent(title_da="Overtaget", expected_version=dataset.version)).status_code == 404
    if path not in ACTS:
        assert client.get(path).status_code == 404
    dataset.refresh_from_db()
    assert (dataset.title_da, dataset.version) == ("title da", 2)


def test_the_list_holds_the_own_datasets_only(client, stranger, dataset_in):
    dataset_in(key="cancer", title_da="Andres")
    dataset_in(key="miba", title_da="Vores", by=stranger, of="ssi")
    client.force_login(stranger)
    page = client.get("/steward/datasets/").content.decode()
    assert "Vores" in page and "Andres" not in page


def test_from_an_empty_form_to_a_published_page(client, keeper, sent):
    client.force_login(keeper)
    answer = client.post("/steward/datasets/new-dataset/", sent(key="births", controller="sds"))
    assert answer["Location"] == "/steward/datasets/births/"
    form = client.get("/steward/datasets/births/").content.decode()
    assert 'value="title da"' in form and "publish/" in form
    client.post("/steward/datasets/births/publish/", {"expected_version": 1})
    client.logout()
    assert client.get("/datasets/births/").status_code == 200


def test_all_errors_come_at_once_and_nothing_is_saved(client, keeper):
    client.force_login(keeper)
    wrong = {
        "key": "Bad Key", "controller": "ssi", "title_en": "T", "coverage_from": "2010", "coverage_to": "2000",
        "contact_email": "nobody", "source_links": "javascript:alert(1)", "decided_by": "me",
        "keywords_da": ", ".join(f"ord{n}" for n in range(31)), "coding_measure": "9 %",
    }  # fmt: skip
    answer = client.post("/steward/datasets/new-dataset/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and "<title>Fejl:" in page
    for field in (*(set(wrong) - {"title_en", "coverage_from", "coding_measure"}), "title_da", "coding_status"):
        assert f'href="#id_{field}"' in page, field
    assert "Bad Key" in page
    assert not Dataset.objects.exists()


def test_a_key_in_use_is_an_error_of_its_field(client, keeper, dataset_in, sent):
    dataset_in(key="cancer")
    client.force_login(keeper)
    answer = client.post("/steward/datasets/new-dataset/", sent(key="cancer", controller="sds"))
    assert answer.status_code == 422 and 'href="#id_key"' in answer.content.decode()


def test_an_edit_saves_texts_links_words_and_quality(client, keeper, dataset_in, sent):
    dataset = dataset_in()
    client.force_login(keeper)
    changes = {
        "expected_version": dataset.version, "keywords_da": "kræft, tumor, kræft",
        "source_links": "https://demo.test/a\n\nhttps://demo.test/b", "completeness_status": "good",
        "completeness_measure": "98 %", "completeness_da": "Alle", "completeness_en": "All",
    }  # fmt: skip
    assert client.post(OWN, sent(**changes)).status_code == 302
    dataset.refresh_from_db()
    assert dataset.keywords_da == ["kræft", "tumor"]
    assert dataset.source_links == ["https://demo.test/a", "https://demo.test/b"]
    assert dataset.quality == [
        {"aspect": "completeness", "status": "good", "measure": "98 %", "da": "Alle", "en": "All"}
    ]
    assert "98 %" in client.get("/en/datasets/cancer/").content.decode()
    form = client.get(OWN).content.decode()
    assert 'value="kræft, tumor"' in form and 'value="98 %"' in form


def test_a_published_description_is_not_saved_incomplete(client, keeper, dataset_in, sent):
    dataset = dataset_in()
    client.force_login(keeper)
    answer = client.post(OWN, sent(lead_en="", population_da="", expected_version=dataset.version))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_lead_en"' in page and 'href="#id_population_da"' in page
    dataset.refresh_from_db()
    assert dataset.lead_en == "lead en"


def test_somebody_else_was_first(client, keeper, dataset_in, sent):
    dataset = dataset_in()
    edit_dataset(by=keeper, dataset=dataset, content=Content({"title_da": "Først"}), expected_version=dataset.version)
    client.force_login(keeper)
    assert client.post(OWN, sent(title_da="Sidst", expected_version=dataset.version)).status_code == 409
    assert client.post(OWN, sent(title_da="Sidst")).status_code == 409
    dataset.refresh_from_db()
    assert dataset.title_da == "Først"


def test_a_draft_says_what_it_lacks_and_cannot_be_published(client, keeper, organisation):
    from catalog.commands.datasets import create_dataset

    content = Content({"title_da": "Kladde", "title_en": "Draft"})
    create_dataset(by=keeper, controller=organisation("sds"), key="cancer", content=content)
    client.force_login(keeper)
    page = client.get(OWN).content.decode()
    assert "en sætning om datasættet på dansk" in page and "publish/" not in page
    assert client.post(f"{OWN}publish/", {"expected_version": 1}).status_code == 422
    assert client.get("/datasets/cancer/").status_code == 200
    client.logout()
    assert client.get("/datasets/cancer/").status_code == 404


def test_retire_and_open_again(client, keeper, dataset_in):
    dataset = dataset_in()
    client.force_login(keeper)
    client.post(f"{OWN}retire/", {"expected_version": dataset.version})
    assert "reopen/" in client.get(OWN).content.decode()
    client.post(f"{OWN}reopen/", {"expected_version": dataset.version + 1})
    dataset.refresh_from_db()
    assert dataset.state == DatasetState.DRAFT


def upload(content):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("describe.json", raw)


@pytest.fixture
def site(keeper):
    return connect_site(by=keeper, entry=SiteEntry("danske", "Danske", "Danish"))


def test_variables_come_from_the_file_of_the_site(client, keeper, dataset_in, site, description, a_variable):
    dataset = dataset_in()
    client.force_login(keeper)
    assert client.get(f"{OWN}import/").status_code == 200
    variables = {"day": a_variable("date", da="Dag")}
    file = upload(description("cancer", persons=120, unit="record", date="day", variables=variables))
    answer = client.post(f"{OWN}import/", {"expected_version": dataset.version, "file": file})
    assert answer.status_code == 302
    dataset.refresh_from_db()
    assert (dataset.site, dataset.unit, dataset.date_variable, dataset.persons) == (site, "record", "day", "120")
    assert "Dag" in client.get("/datasets/cancer/").content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no json", "JSON"),
        ({"datasets": {"other": {}}}, "nøgle"),
        ({"datasets": {"cancer": {"persons": 7, "variables": {"a": {}}}}}, "datasets.cancer.persons"),
        (b"x" * 5_000_001, "5 MB"),
        (b"", "id_file"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_changes_nothing(content, says, client, keeper, dataset_in, site):
    dataset = dataset_in()
    client.force_login(keeper)
    answer = client.post(f"{OWN}import/", {"expected_version": dataset.version, "file": upload(content)})
    assert answer.status_code == 422 and says in answer.content.decode()
    dataset.refresh_from_db()
    assert (dataset.site, dataset.version, dataset.variables.count()) == (None, 2, 0)


def test_a_site_that_is_not_registered_is_refused(client, keeper, dataset_in, description):
    dataset = dataset_in()
    client.force_login(keeper)
    file = upload(description("cancer", site="unknown"))
    answer = client.post(f"{OWN}import/", {"expected_version": dataset.version, "file": file})
    assert answer.status_code == 422 and "unknown" in answer.content.decode()


@pytest.mark.parametrize("path", ["/basket/add/", "/basket/remove/"])
def test_a_basket_leads_back_to_our_own_pages_only(path, client, dataset_in):
    dataset_in()
    inside = client.post(path, {"name": "cancer", "next": "/datasets/?q=a"})
    outside = client.post(path, {"name": "cancer", "next": "https://elsewhere.test/"})
    assert (inside["Location"], outside["Location"]) == ("/datasets/?q=a", "/basket/")
    assert client.get(path).status_code == 405


def test_what_is_in_the_basket_is_marked(client, connected):
    connected()
    client.post("/basket/add/", {"name": "bef.sex"})
    assert "I din plan" in client.get("/datasets/").content.decode()
    assert "bef.sex" in client.get("/basket/").content.decode()
    client.post("/basket/remove/", {"name": "bef"})
    assert "bef.sex" not in client.get("/basket/").content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_own_list_costs_the_same_whatever_its_length(
    size, client, keeper, dataset_in, django_assert_max_num_queries
):
    for number in range(size):
        dataset_in(key=f"set_{number}")
    client.force_login(keeper)
    client.get("/basket/")
    with django_assert_max_num_queries(11):
        assert client.get("/steward/datasets/").status_code == 200
