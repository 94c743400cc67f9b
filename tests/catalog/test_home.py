"""What the catalogue contributes to the front page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from catalog.home import Entrance
from catalog.vocabulary import DatasetState
from portal.ui.slots import PAGE

pytestmark = pytest.mark.django_db


def test_published_descriptions_are_counted_and_subjects_lead_to_hits(client, connected, dataset_in):
    connected()
    dataset_in(key="cancer", title_da="Kræft", title_en="Cancer")
    dataset_in(DatasetState.DRAFT, key="secret", title_da="Medicin")
    html = client.get("/").content.decode()
    assert "2 datasæt, 1 variabel" in html
    assert 'href="/datasets/?q=Kr%C3%A6ft">Kræft</a>' in html
    assert "Medicin</a>" not in html
    assert 'href="/en/datasets/?q=Cancer">Cancer</a>' in client.get("/en/").content.decode()


def test_an_empty_catalogue_says_so_and_leads_nowhere_in_vain():
    found = Entrance().select(AnonymousUser(), [])[PAGE]
    assert found == {"datasets": 0, "variables": 0, "subjects": []}


def test_the_index_saves_the_database_the_searches(dataset_in, indexed, django_assert_num_queries):
    dataset_in(key="cancer", title_da="Kræft", title_en="Cancer")
    indexed()
    with translation.override("da"), django_assert_num_queries(2):
        assert [str(one) for one in Entrance().select(AnonymousUser(), [])[PAGE]["subjects"]] == ["Kræft"]
