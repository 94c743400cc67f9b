import pytest

from analysis.rules.own_data import is_on_data_of

LINES = [{"dataset": "bef", "controller": "dst"}, {"dataset": "lmdb", "controller": "sds"}]


@pytest.mark.parametrize(
    ("controllers", "is_own"), [({"sds"}, True), ({"dst", "rn"}, True), ({"rn"}, False), (set(), False)]
)
def test_data_are_own_where_a_line_names_the_controller(controllers, is_own):
    assert is_on_data_of(LINES, controllers) is is_own


def test_a_permit_without_lines_reads_nobodys_data():
    assert not is_on_data_of([], {"sds"})
