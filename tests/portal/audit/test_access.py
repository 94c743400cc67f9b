"""Reads of protected things are remembered for a while."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from portal.audit import log_read, models
from portal.audit.models import AccessLog
from portal.audit.tasks import forget_reads, seal


def test_a_read_says_who_what_and_when(person, organisation):
    user, thing = person(), organisation("sds")
    log_read(user, thing, "csv")
    read = AccessLog.objects.get()
    assert (read.by, read.kind, read.object_id, read.what) == (user, "accounts.Organisation", str(thing.pk), "csv")
    assert str(read) == f"accounts.Organisation {thing.pk} csv"


def test_old_reads_are_forgotten_and_young_ones_kept(person, organisation, settings):
    settings.ACCESS_LOG_DAYS = 30
    with time_machine.travel(timezone.now() - timedelta(days=31)):
        log_read(person(), organisation("sds"), "page")
    log_read(person(), organisation("sds"), "page")
    assert forget_reads() == 1
    assert AccessLog.objects.count() == 1


def test_the_round_seals(db):
    assert [seal(), seal()] == [1, 2]


def test_rows_name_themselves(db):
    seal()
    assert str(models.Checkpoint.objects.get()).startswith("1 ")
    assert str(models.Stream(name="case:1")) == "case:1"
    assert str(models.Event(stream="case:1", seq=2, fact="Happened")) == "case:1 2 Happened"
