"""Which lines of a sensitive variable are hidden, from counts alone."""

import numpy as np
import pytest

from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.protect import class_rule
from analysis.site.disclosure.protect.class_rule import hidden_by_class
from analysis.site.methods.cube import Cube

DK = Profile()


def hidden(counts, sensitive, profile=DK):
    """The hidden places of a table of counts; `sensitive` are its sensitive dimensions."""
    counts = np.array(counts)
    cube = Cube(counts.shape)
    return hidden_by_class(sorted(sensitive), cube, cube.totals(counts.reshape(-1)), profile)


def lines(places, dimension):
    """The lines that are hidden, by their places in the other dimensions."""
    return {(*place[:dimension], *place[dimension + 1 :]) for place in places}


def test_nothing_is_hidden_without_a_sensitive_variable():
    assert hidden([[40, 0], [20, 20]], set()) == frozenset()


def test_nothing_is_hidden_where_no_line_is_of_one_class():
    assert hidden([[20, 10], [20, 20]], {1}) == frozenset()


def test_a_table_of_one_dimension_hides_its_cells_and_keeps_its_total():
    assert hidden([40, 1], {0}) == {(0,), (1,)}


def test_the_line_beside_it_with_the_fewest_persons_is_hidden_too():
    found = hidden([[40, 1], [100, 100], [30, 30], [60, 60]], {1})
    assert found == {(0, 0), (0, 1), (2, 0), (2, 1)}
    assert lines(found, 1) == {(0,), (2,)}


def test_a_line_that_has_nobody_to_give_back_is_no_partner():
    found = hidden([[40, 0], [20, 4], [100, 100]], {1})
    assert lines(found, 1) == {(0,), (2,)}


def test_a_sum_may_be_the_partner():
    """Both lines are of one class, so only their sum can take up the move."""
    found = hidden([[40, 1], [1, 50]], {1})
    assert lines(found, 1) == {(0,), (1,)}
    found = hidden([[400, 1], [40, 0]], {1})
    assert lines(found, 1) == {(0,), (1,), (None,)}


def test_a_sum_of_one_class_hides_one_of_its_parts():
    found = hidden([[50, 10], [5, 0], [500, 11]], {1})
    assert (None,) in lines(found, 1) and len(lines(found, 1)) > 1


def test_in_three_dimensions_the_corners_of_a_cuboid_are_hidden():
    counts = np.full((3, 3, 2), 20)
    counts[1, 1] = [50, 0]
    assert len(lines(hidden(counts, {2}), 2)) == 4
    assert lines(hidden(np.moveaxis(counts, 2, 0), {0}), 0) == lines(hidden(counts, {2}), 2)


def test_two_sensitive_variables_are_each_looked_at():
    counts = np.array([[40, 0, 0], [30, 30, 1], [20, 20, 60]])
    assert hidden(counts, {0, 1}) == hidden(counts, {0}) | hidden(counts, {1})
    assert hidden(counts, {0}) and hidden(counts, {1})


@pytest.mark.parametrize("count", [1, 4])
def test_few_persons_show_their_symbol(count):
    assert hidden([[count, 0], [20, 20], [30, 30]], {1}) == frozenset()


def test_a_line_alone_is_hidden_with_its_sum():
    assert lines(hidden([[40, 0], [0, 0]], {1}), 1) == {(0,), (None,)}
    assert lines(hidden([[37, 1], [0, 1]], {1}, Profile(k=38)), 1) == {(0,), (None,)}


def test_a_sum_whose_parts_are_all_too_small_hides_everything():
    counts = [[10, 0]] * 60 + [[5, 5]]
    assert lines(hidden(counts, {1}), 1) == {(at,) for at in range(61)} | {(None,)}


def test_a_table_of_too_many_tries_is_hidden_altogether(monkeypatch):
    monkeypatch.setattr(class_rule, "MOST_TRIES", 3)
    assert lines(hidden([[40, 1], [30, 30]], {1}), 1) == {(0,), (1,), (None,)}
