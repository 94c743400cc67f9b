from datetime import date

import numpy as np
import pytest

from analysis.site.evidence import Grid, digest_of
from analysis.site.ledger import (
    HIDDEN,
    PERSONS,
    Ask,
    Budgets,
    Kind,
    Ledger,
    LedgerDamaged,
    LedgerMode,
    LedgerRefusal,
)

ONE = (np.zeros(1, np.int64),)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk")
    yield opened
    opened.close()


def crowd(*persons):
    ids = np.array(persons, np.int64)
    return Grid(ids, np.zeros(len(ids), np.int64), ONE)


def count(ledger, persons, *, k=5, b=5, kind=Kind.COUNT):
    return ledger.publish(Ask(kind, crowd(*persons), k, b)).forms[PERSONS][0]


def mean(ledger, persons, values, form, figure="mean"):
    grid = Grid(np.array(persons, np.int64), np.zeros(len(persons), np.int64), ONE, digest_of(np.array(values, float)))
    return ledger.publish(Ask(Kind.VALUES, grid, 5, 5, forms={figure: (form,)})).forms[figure][0]


@pytest.mark.parametrize("size", range(5))
def test_fewer_than_k_persons_are_one_symbol(ledger, size):
    assert count(ledger, range(size)) == "<5"


def test_a_count_is_a_neighbouring_multiple_and_the_same_in_every_ledger(tmp_path, ledger):
    other = Ledger(home=tmp_path, mode=LedgerMode.SITE, domain="dk")
    fresh = Ledger(home=tmp_path, mode=LedgerMode.FRESH, domain="dk", folder=tmp_path / "fresh")
    sizes = list(range(5, 200, 7))
    numbers = many(ledger, sizes)
    assert all(abs(number - size) < 5 and number % 5 == 0 for number, size in zip(numbers, sizes, strict=True))
    assert many(other, sizes) == many(fresh, sizes) == numbers


def many(ledger, sizes, *, k=5, b=5, kind=Kind.COUNT, start=0):
    """The published counts of disjoint sets, asked for in one table."""
    cells = np.repeat(np.arange(len(sizes)), sizes)
    grid = Grid(start + np.arange(len(cells)), cells, (np.arange(len(sizes)),))
    return ledger.publish(Ask(kind, grid, k, b)).forms[PERSONS]


def test_rounding_is_unbiased_over_sets(ledger):
    errors = [number - 22 for number in many(ledger, [22] * 2000)]
    assert set(errors) == {-2, 3}
    assert abs(np.mean(errors)) < 0.2


def test_two_domains_share_nothing(tmp_path):
    first, second = (Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain=domain) for domain in ("dk", "se"))
    assert many(first, [22] * 50) != many(second, [22] * 50)


def test_a_near_neighbour_repeats_the_oldest_figure(ledger):
    first = count(ledger, range(100))
    for gone in range(1, 5):
        assert count(ledger, range(gone, 100)) == first
    assert count(ledger, range(4, 104)) == first  # four out, four in
    near_of_near = count(ledger, range(8, 104))
    assert abs(near_of_near - 96) < 5


def test_a_set_five_persons_away_is_a_new_set(ledger):
    numbers = {count(ledger, range(5 * at, 5 * at + 102)) for at in range(12)}
    assert numbers == {100, 105}


def test_a_set_of_five_around_a_hidden_one_is_hidden(ledger):
    assert count(ledger, range(4)) == "<5"
    assert count(ledger, range(5)) == "<5"
    assert count(ledger, range(9)) in (5, 10)


def test_a_complement_of_few_gives_the_domains_figure(ledger):
    ledger.enrol([f"p{number}" for number in range(503)])
    almost = count(ledger, range(2, 503))
    assert almost == count(ledger, range(503))


def test_new_persons_in_the_domain_are_seen(ledger):
    ledger.enrol([f"p{number}" for number in range(100)])
    first = count(ledger, range(3, 100))
    ledger.enrol([f"p{number}" for number in range(150)])
    assert abs(count(ledger, range(150)) - 150) < 5
    assert count(ledger, range(100)) == first


def test_sets_of_one_table_share_a_figure_when_near(ledger):
    persons = np.arange(60)
    families = (np.array([0, 0]), np.array([0, 1]))
    for gone in range(1, 5):
        grid = Grid(persons + 1000 * gone, (persons < gone).astype(np.int64), families)
        whole, most, rest = ledger.publish(Ask(Kind.COUNT, grid, 5, 5)).forms[PERSONS]
        assert whole == most and rest == "<5"


def test_a_stricter_profile_hides_more_and_a_looser_repeats_what_was_hidden(ledger):
    number = count(ledger, range(7))
    assert number in (5, 10)
    assert count(ledger, range(7), k=10) == "<10"
    assert count(ledger, range(100, 107), k=10) == "<10"
    assert count(ledger, range(100, 107)) == "<10"
    assert count(ledger, range(7)) == number


def test_a_symbol_of_a_stricter_profile_stays(ledger):
    assert count(ledger, range(3), k=10) == "<10"
    assert count(ledger, range(3)) == "<10"


def test_a_repeat_is_not_repeated_in_turn(ledger):
    """Else a number could wander: 100 for 100 persons, then for 104, 108, 112."""
    assert count(ledger, range(100)) == count(ledger, range(104)) == 100
    for size in (108, 112, 116):
        assert abs(count(ledger, range(size)) - size) <= 8


def test_each_figure_of_a_table_looks_for_its_own_neighbour(ledger):
    persons, zeros = np.arange(50), np.zeros(50, np.int64)
    mean(ledger, range(50), persons, 24.5)
    grid = Grid(persons[1:], zeros[1:], ONE, digest_of(persons[1:].astype(float)))
    first = ledger.publish(Ask(Kind.VALUES, grid, 5, 5, forms={"mean": (25.0,), "sd": (14.3,)}))
    assert first.forms == {"mean": (24.5,), "sd": (14.3,)}
    grid = Grid(persons[2:], zeros[2:], ONE, digest_of(persons[2:].astype(float)))
    again = ledger.publish(Ask(Kind.VALUES, grid, 5, 5, forms={"mean": (25.5,), "sd": (14.0,)}))
    assert again.forms == {"mean": (24.5,), "sd": (14.3,)}


def test_the_neighbourhood_is_the_stricter_of_both(ledger):
    first = count(ledger, range(200), k=10)
    assert count(ledger, range(8, 200)) == first


def test_a_base_that_does_not_divide_k_never_shows_less_than_k(ledger):
    assert set(many(ledger, [8] * 30, k=8)) == {10}


def test_persons_in_several_cells_are_found_again(ledger):
    persons = np.repeat(np.arange(40), 2)
    cells = np.tile([0, 1], 40)
    cells[:20:2] = 2
    families = (np.zeros(3, np.int64), np.arange(3))
    first = ledger.publish(Ask(Kind.COUNT, Grid(persons, cells, families), 5, 5))
    assert list(first.roots) == [40, 30, 40, 10]
    assert first.forms[PERSONS][0] == first.forms[PERSONS][2]
    assert count(ledger, range(2, 40)) == first.forms[PERSONS][0]
    again = Grid(np.concatenate([persons, [3]]), np.concatenate([cells, [2]]), families)
    assert ledger.publish(Ask(Kind.COUNT, again, 5, 5)).forms == first.forms


def test_values_nearly_the_same_repeat_the_first_figure(ledger):
    values = np.arange(50.0)
    assert mean(ledger, range(50), values, 24.5) == 24.5
    changed = values.copy()
    changed[:4] = 1000
    assert mean(ledger, range(50), changed, 99.0) == 24.5
    assert mean(ledger, range(4, 50), values[4:], 26.5) == 24.5
    assert mean(ledger, range(2, 52), np.append(values[2:], [7, 7]), 26.5) == 24.5
    changed[4] = 1000
    assert mean(ledger, range(50), changed, 99.0) == 99.0
    assert mean(ledger, range(50), 2 * values + 1, 50.0) == 50.0


def test_another_figure_of_the_same_values_is_new(ledger):
    assert mean(ledger, range(50), np.arange(50.0), 24.5) == 24.5
    assert mean(ledger, range(50), np.arange(50.0), 14.6, figure="sd") == 14.6
    assert mean(ledger, range(1, 50), np.arange(1.0, 50.0), 14.0, figure="sd") == 14.6


def test_values_of_few_persons_are_hidden(ledger):
    assert mean(ledger, range(4), np.arange(4.0), 1.5) == HIDDEN


def test_values_of_persons_with_several_rows(ledger):
    persons, values = np.repeat(np.arange(20), 2), np.arange(40.0)
    assert mean(ledger, persons, values, 19.5) == 19.5
    values[:6] = 500
    assert mean(ledger, persons, values, 77.0) == 19.5
    assert mean(ledger, range(20), np.arange(20.0), 9.5) == 9.5


def test_a_mean_is_not_compared_with_a_count(ledger):
    count(ledger, range(50))
    assert mean(ledger, range(50), np.arange(50.0), 24.5) == 24.5


def test_the_coarse_class_is_altered_and_steady(ledger):
    numbers = many(ledger, [54] * 60, b=10, kind=Kind.COARSE)
    assert set(numbers) == {50, 60}
    assert count(ledger, range(54), b=10, kind=Kind.COARSE) == numbers[0]
    assert count(ledger, range(2, 54), b=10, kind=Kind.COARSE) == numbers[0]
    assert set(many(ledger, [9] * 30, b=10, kind=Kind.COARSE, start=10_000)) == {"<10"}
    assert set(many(ledger, [11] * 60, b=10, kind=Kind.COARSE, start=20_000)) >= {"<10", 10}


def test_the_coarse_class_never_touches_approved_results(tmp_path, ledger):
    alone = Ledger(home=tmp_path, mode=LedgerMode.SITE, domain="dk")
    many(ledger, [33] * 30, b=10, kind=Kind.COARSE)
    assert many(ledger, [32] * 30) == many(alone, [32] * 30)


def test_a_repeat_adds_nothing_to_the_ledger(ledger):
    count(ledger, range(50))
    before = ledger.head()
    count(ledger, range(50))
    assert ledger.head() == before
    count(ledger, range(1, 50))
    assert ledger.head().seq == before.seq + 1


def test_feasibility_has_a_daily_allowance_and_refused_tries_count(tmp_path):
    ledger = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk", budgets=Budgets(feasibility_per_day=2))
    ledger.spend(purpose="feasibility")
    ledger.spend(purpose="feasibility")
    ledger.spend(purpose="request")
    for _ in range(2):
        with pytest.raises(LedgerRefusal, match="feasibility"):
            ledger.spend(purpose="feasibility")
    tomorrow = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk", today=date(2100, 1, 1))
    tomorrow.spend(purpose="feasibility")


def test_a_project_has_a_weekly_allowance_of_cohorts(tmp_path):
    settings = {"mode": LedgerMode.TRIAL, "domain": "dk", "budgets": Budgets(cohorts_per_week=2)}
    ledger = Ledger(home=tmp_path, project="2026-000001", **settings)
    ask = [Ask(Kind.COUNT, crowd(*range(at, at + 50)), 5, 5, cohort=0) for at in (0, 100, 200)]
    ledger.publish(ask[0])
    ledger.publish(ask[0])
    ledger.publish(ask[1])
    with pytest.raises(LedgerRefusal, match="cohorts"):
        ledger.publish(ask[2])
    Ledger(home=tmp_path, project="2026-000002", **settings).publish(ask[2])
    Ledger(home=tmp_path, **settings).publish(ask[2])


def test_one_source_variable_has_so_many_groupings_in_a_cohort(tmp_path):
    ledger = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk", budgets=Budgets(groupings=2))
    persons = np.arange(100)

    def grouped(edge):
        grid = Grid(persons, (persons < edge).astype(np.int64), (np.zeros(2, np.int64), np.arange(2)))
        ledger.publish(Ask(Kind.COUNT, grid, 5, 5, groupings=(("bef.age", 1),), cohort=0))

    grouped(20)
    grouped(40)
    grouped(20)
    with pytest.raises(LedgerRefusal, match="groupings"):
        grouped(60)


def test_one_source_variable_has_so_many_numbers_in_a_cohort(tmp_path):
    ledger = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk", budgets=Budgets(groupings=2))
    everybody = (np.zeros(1, np.int64),)

    def varied(persons, trifle):
        grid = Grid(persons, np.zeros(len(persons), np.int64), everybody, digest_of(50.0 + trifle * persons))
        return ledger.publish(Ask(Kind.VALUES, grid, 5, 5, groupings=(("number:bef.age", 0),), cohort=0))

    persons = np.arange(100)
    for trifle in (1, 2, 1):
        assert varied(persons, trifle).forms == {}
    with pytest.raises(LedgerRefusal, match="groupings"):
        varied(persons, 3)
    varied(persons[10:], 3)
    assert ledger.head().seq == 0  # nothing was released


def test_a_lost_secret_stops_the_site(tmp_path, ledger):
    count(ledger, range(50))
    (tmp_path / "secrets" / "dk.secret").unlink()
    with pytest.raises(LedgerDamaged):
        Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk")


def test_a_cut_secret_stops_the_site(tmp_path, ledger):
    (tmp_path / "secrets" / "dk.secret").write_bytes(b"short")
    with pytest.raises(LedgerDamaged):
        Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk")


def test_the_secret_is_its_owners_and_is_made_once(tmp_path, ledger):
    path = tmp_path / "secrets" / "dk.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    Ledger(home=tmp_path, mode=LedgerMode.SITE, domain="dk")
    assert path.read_bytes() == before
