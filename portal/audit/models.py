"""The chains: streams, their events, and the signed checkpoints over them. And, apart, the log of reads."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Stream(models.Model):
    """The head of one chain: a case, a dataset, an account. Its row is the lock of the chain."""

    name = models.CharField(max_length=120, unique=True)
    seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    sealed_seq = models.PositiveIntegerField(default=0)
    """The seq the last checkpoint holds; finds the heads that moved. Never trusted by the verifier."""

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One thing that happened. Never changed, never deleted: code and triggers refuse it."""

    stream = models.CharField(max_length=120)
    seq = models.PositiveIntegerField()
    fact = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who did it; None when time or the system did."""
    payload = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_stream_seq_once")]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.fact}"


class Checkpoint(models.Model):
    """A signed statement of where the chains stood: the heads that moved since the last one, chained to it."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    heads = models.JSONField()
    """Stream name -> [seq, head] for each stream that moved since the checkpoint before."""
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    kid = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class Verification(models.Model):
    """The outcome of verifying the whole trail once."""

    at = models.DateTimeField(default=timezone.now)
    events = models.PositiveIntegerField()
    checkpoint = models.PositiveIntegerField(null=True)
    """The newest checkpoint there was."""
    faults = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    """The first findings, each {code, place, text}."""

    def __str__(self) -> str:
        return f"{self.at} {self.faults}"


class AccessLog(models.Model):
    """Who read a protected thing. Not chained; kept for ACCESS_LOG_DAYS."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=80)
    """What was read: the model's label."""
    object_id = models.CharField(max_length=64)
    what = models.CharField(max_length=80)
    """A code: page, csv, held_figures, break_glass."""
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="accesslog_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.what}"
