"""A door: the smallest row with a state, so that the engine is tested without any case."""

import pytest
from django.db import connection, models

from portal.accounts import Perm, Role, roles_towards
from portal.workflow import TABLES, Fact, Refused, T, Table
from portal.workflow import facts as registry


class DoorState(models.TextChoices):
    CLOSED = "closed"
    OPEN = "open"
    LOCKED = "locked"
    GONE = "gone"


class Door(models.Model):
    state = models.CharField(max_length=10, choices=DoorState.choices, default=DoorState.CLOSED)
    version = models.PositiveIntegerField(default=1)
    is_stuck = models.BooleanField(default=False)
    owner = models.BigIntegerField(null=True)
    guest = models.BigIntegerField(null=True)
    note = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "workflow"  # an app without models of its own: no migration ever sees this one

    def __str__(self):
        return self.stream

    @property
    def stream(self):
        return f"door:{self.pk}"


class DoorOpened(Fact):
    sentence = "The door %(door)s is open"


class DoorShut(Fact):
    sentence = "The door is shut"


class DoorTouched(Fact):
    sentence = "Somebody touched the door"


@roles_towards(Door)
def roles_towards_door(user, door):
    towards = {door.owner: Role.APPLICANT, door.guest: Role.MEMBER}
    return {role for pk, role in towards.items() if pk == user.pk}


def check_not_stuck(door):
    if door.is_stuck:
        raise Refused("door.stuck", "It is stuck. Call somebody.", field="handle")


CLOCKED = []

DOOR = Table(
    "door",
    states=DoorState,
    transitions=[
        T("open", (DoorState.CLOSED,), DoorState.OPEN, Perm.SUBMIT, fact=DoorOpened, guard=check_not_stuck,
          clock=lambda row, event: CLOCKED.append((row.state, event.fact))),
        T("shut", DoorState.OPEN, (DoorState.CLOSED, DoorState.LOCKED), Perm.CHECK_COMPLETENESS, fact=DoorShut,
          not_by=[Role.APPLICANT], choose=lambda door: door.note),
        T("touch", [DoorState.OPEN, DoorState.CLOSED], None, Perm.WITHDRAW, fact=DoorTouched),
        T("rot", DoorState.CLOSED, DoorState.GONE, None, fact=DoorTouched),
    ],
)  # fmt: skip


TABLES.pop("door")  # the product's page of transitions shows the product's tables


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The suite's database, and the table of the doors in it."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Door)


@pytest.fixture
def door_table():
    CLOCKED.clear()
    return DOOR


@pytest.fixture
def clocked():
    return CLOCKED


@pytest.fixture
def facts_of_doors():
    return {"opened": DoorOpened, "shut": DoorShut, "touched": DoorTouched}


@pytest.fixture
def door(person):
    """A closed door of an applicant."""

    def make(**fields):
        owner = fields.pop("by", None) or person()
        made = Door.objects.create(owner=owner.pk, **fields)
        made.by = owner
        return made

    return make


@pytest.fixture
def hearing():
    """`hearing(fact, handler)` registers a handler for this test only."""
    registered = []

    def hear(fact, handler):
        registry.on(fact, handler)
        registered.append((fact, handler))

    yield hear
    for fact, handler in registered:
        registry.forget(fact, handler)
