"""The six beats."""

import threading

import pytest
from django.db import connection

from portal.accounts import Perm, Role
from portal.audit.models import Event
from portal.workflow import Conflict, NotVisible, Refused, as_bool, locked, record


def apply(table, verb, door, *, by, version=None, **more):
    return table.apply(verb, door, by=by, expected_version=version or door.version, **more)


def test_a_verb_changes_state_version_and_chain_and_starts_its_clock(door, door_table, clocked):
    before = door()
    after = apply(door_table, "open", before, by=before.by, detail={"door": "7"})
    assert (after.state, after.version) == ("open", 2)
    event = Event.objects.get(stream=before.stream)
    assert (event.fact, event.by, event.payload, event.seq) == ("DoorOpened", before.by, {"door": "7"}, 1)
    assert clocked == [("open", "DoorOpened")]


def test_a_change_is_written_with_the_verb(door, door_table):
    before = door()
    after = apply(door_table, "open", before, by=before.by, change=lambda row: setattr(row, "note", "in a hurry"))
    after.refresh_from_db()
    assert after.note == "in a hurry"


def test_without_a_target_the_state_stays_and_the_version_moves(door, door_table):
    before = door()
    after = apply(door_table, "touch", before, by=before.by)
    assert (after.state, after.version) == ("closed", 2)


@pytest.mark.parametrize("chosen", ["closed", "locked"])
def test_several_targets_are_chosen_after_the_change(door, door_table, person, chosen):
    before = door(state="open")
    after = apply(
        door_table, "shut", before, by=person(Role.COORDINATOR), change=lambda row: setattr(row, "note", chosen)
    )
    assert after.state == chosen


def test_choosing_what_the_table_does_not_name_is_a_fault_of_ours(door, door_table, person):
    before = door(state="open")
    with pytest.raises(TypeError, match="chose gone"):
        apply(door_table, "shut", before, by=person(Role.COORDINATOR), change=lambda row: setattr(row, "note", "gone"))


def test_who_may_not_see_it_hears_that_it_is_not_there_whatever_the_version(door, door_table, person):
    with pytest.raises(NotVisible):
        apply(door_table, "open", door(), by=person(), version=99)


def test_who_may_not_do_a_verb_that_is_also_wrong_here_hears_that_it_is_not_there(door, door_table, person):
    with pytest.raises(NotVisible):
        apply(door_table, "shut", door(), by=person())


def test_nobody_is_nobody(door, door_table):
    with pytest.raises(NotVisible):
        apply(door_table, "open", door(), by=None)


def test_an_old_version_is_a_conflict(door, door_table):
    before = door()
    apply(door_table, "touch", before, by=before.by)
    with pytest.raises(Conflict) as conflict:
        apply(door_table, "open", before, by=before.by, version=1)
    assert (conflict.value.expected, conflict.value.found) == (1, 2)


@pytest.mark.parametrize("verb", ["open", "shut", "touch"])
def test_a_verb_is_refused_in_every_state_without_it(door, door_table, person, verb):
    for state in door_table.states_without(verb):
        before = door(state=state)
        by = person(Role.COORDINATOR) if verb == "shut" else before.by
        with pytest.raises(Refused) as refused:
            apply(door_table, verb, before, by=by)
        assert refused.value.code == "state"
        before.refresh_from_db()
        assert (before.state, before.version) == (state, 1)


def test_the_rule_refuses_and_nothing_is_written(door, door_table):
    before = door(is_stuck=True)
    with pytest.raises(Refused) as refused:
        apply(door_table, "open", before, by=before.by)
    assert (refused.value.code, refused.value.field) == ("door.stuck", "handle")
    assert not Event.objects.filter(stream=before.stream).exists()


def test_separation_of_duties_stops_a_coordinator_at_an_own_door(door, door_table, person):
    coordinator = person(Role.COORDINATOR)
    with pytest.raises(Refused) as refused:
        apply(door_table, "shut", door(state="open", by=coordinator), by=coordinator)
    assert refused.value.code == "separation"


def test_time_moves_what_no_person_may(door, door_table):
    before = door()
    after = apply(door_table, "rot", before, by=None)
    assert after.state == "gone"
    assert Event.objects.get(stream=before.stream).by is None


def test_an_unknown_verb_is_a_fault_of_ours(door, door_table):
    before = door()
    with pytest.raises(KeyError):
        apply(door_table, "paint", before, by=before.by)


def test_a_row_that_is_gone_is_not_visible(door, door_table):
    before = door()
    type(before).objects.all().delete()
    with pytest.raises(NotVisible):
        locked(before)


def test_handlers_hear_in_the_same_transaction_and_can_undo_it(door, door_table, hearing, facts_of_doors):
    heard = []
    before = door()

    def refuse(event, row):
        heard.append((event.fact, row.state))
        raise Refused("no", "No.")

    hearing(facts_of_doors["opened"], refuse)
    with pytest.raises(Refused):
        apply(door_table, "open", before, by=before.by)
    assert heard == [("DoorOpened", "open")]
    before.refresh_from_db()
    assert before.state == "closed"
    assert not Event.objects.filter(stream=before.stream).exists()


def test_a_text_of_a_person_never_enters_the_chain(door, door_table):
    before = door()
    with pytest.raises(ValueError, match="keep texts"):
        apply(door_table, "open", before, by=before.by, detail={"reason": "because I felt like it"})
    before.refresh_from_db()
    assert before.state == "closed"


def test_allowed_shows_what_apply_would_do(door, door_table, person):
    closed = door()
    assert door_table.allowed(closed, closed.by) == ["open", "touch"]
    assert door_table.allowed(closed, person()) == []
    stuck = door(is_stuck=True)
    assert door_table.allowed(stuck, stuck.by) == ["touch"]
    coordinator = person(Role.COORDINATOR)
    assert door_table.allowed(door(state="open"), coordinator) == ["shut"]
    assert door_table.allowed(door(state="open", by=coordinator), coordinator) == ["touch"]


def test_as_bool_asks_the_rule(door):
    def check_is_light(thing):
        if thing > 10:
            raise Refused("heavy", "Too heavy.")

    can_carry = as_bool(check_is_light)
    assert can_carry.__name__ == "is_light"
    assert can_carry(3)
    assert not can_carry(30)


def test_record_appends_without_a_table(person, hearing, facts_of_doors):
    heard = []
    hearing(facts_of_doors["touched"], lambda event, row: heard.append(row))
    event = record(facts_of_doors["touched"], stream="house", by=person(), detail={"n": 1}, row="the house")
    assert (event.stream, event.seq, heard) == ("house", 1, ["the house"])


def decide_at_once(door, table):
    """Two threads open the same door at once; what came of it."""
    start, outcomes = threading.Barrier(2), []

    def decide():
        try:
            start.wait(5)
            outcomes.append(table.apply("open", door, by=door.by, expected_version=1).state)
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_gets_a_conflict(door, door_table):
    made = door()
    assert decide_at_once(made, door_table) == ["conflict", "open"]
    assert Event.objects.filter(stream=made.stream).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_on_postgresql_one_gets_a_conflict(door, door_table):
    assert connection.vendor == "postgresql"
    test_of_two_who_decide_at_once_one_gets_a_conflict(door, door_table)


def append_at_once(fact):
    """Four threads add to one new stream at once."""
    start, faults = threading.Barrier(4), []

    def add():
        try:
            start.wait(5)
            record(fact, stream="busy", by=None)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return faults


@pytest.mark.django_db(transaction=True)
def test_events_added_at_once_line_up(facts_of_doors):
    assert append_at_once(facts_of_doors["touched"]) == []
    assert list(Event.objects.filter(stream="busy").values_list("seq", flat=True)) == [1, 2, 3, 4]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_events_added_at_once_line_up_on_postgresql(facts_of_doors):
    test_events_added_at_once_line_up(facts_of_doors)


def test_the_permission_of_a_step_is_asked_of_the_row(door, door_table, person):
    host = door()
    guest = person()
    host.guest = guest.pk
    host.save()
    assert Perm.SUBMIT not in {step.permission for step in door_table.transitions if step.verb == "touch"}
    with pytest.raises(NotVisible):
        apply(door_table, "open", host, by=guest)
