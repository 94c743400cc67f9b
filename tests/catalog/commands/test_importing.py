"""Two sites reach for the same persons at the same moment."""

import threading

import pytest
from django.db import connection

from catalog.commands.connect import SiteEntry, load_site
from catalog.models import Dataset, PersonDomain, Site
from portal.refusals import Refused


def load_at_once(monkeypatch, loads):
    """Do every load in a thread of its own; all reach for the domain before one of them has it. What came of each."""
    together, outcomes = threading.Barrier(len(loads)), []
    get_or_create = PersonDomain.objects.get_or_create

    def reach(**named):
        together.wait(20)
        return get_or_create(**named)

    def act(load):
        try:
            outcomes.append(load().site.key)
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    monkeypatch.setattr(PersonDomain.objects, "get_or_create", reach)
    threads = [threading.Thread(target=act, args=(load,)) for load in loads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_sites_that_take_one_domain_at_once_one_gets_it(keeper, organisation, description, monkeypatch):
    assert connection.vendor == "postgresql"
    organisation("sds")

    def loading(site):
        described = description(key=f"bef_{site}", site=site)
        return lambda: load_site(
            by=keeper, entry=SiteEntry(site, site, site), description=described, is_published=False
        )

    outcomes = load_at_once(monkeypatch, [loading("north"), loading("south")])
    winner = PersonDomain.objects.get(key="dk").site.key
    assert sorted(outcomes) == sorted([winner, "site.domain_elsewhere"])
    assert [site.key for site in Site.objects.all()] == [winner]
    assert [(row.key, row.site.key) for row in Dataset.objects.all()] == [(f"bef_{winner}", winner)]
