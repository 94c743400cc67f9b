import pytest

from analysis.site.disclosure.profiles import (
    NOT_YET,
    PROFILES,
    Profile,
    ProfileFault,
    is_tighter,
    join_profiles,
    profile_of,
)


def test_the_shipped_profiles():
    assert profile_of(None) == profile_of("dk-health") == Profile()
    assert (profile_of("strict").k, profile_of("strict").min_table) == (10, 10)
    assert NOT_YET == {"opensafely"} < set(PROFILES)
    assert PROFILES["dk-health"].as_json()["k"] == 5


def test_the_strictest_wins_parameter_by_parameter():
    one = profile_of({"k": 10, "nk_share": 80})
    other = profile_of({"b": 10, "min_model": 200, "class_share": 70.0, "version": "2"})
    joined = join_profiles(Profile(), one, other)
    assert (joined.k, joined.b, joined.min_model, joined.nk_share, joined.class_share) == (10, 10, 200, 80, 70)
    assert (joined.name, joined.version) == ("dk-health+custom", "1+2")
    assert join_profiles(one, one) == one


def test_tighter():
    assert is_tighter(PROFILES["strict"], Profile()) and not is_tighter(Profile(), PROFILES["strict"])
    assert is_tighter(Profile(), Profile())


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("none", "unknown_profile"), ({"k": 2}, "below_floor"), ({"b": 1}, "below_floor"), ({"k": True}, "wrong_value"),
        ({"k": 5.5}, "wrong_value"), ({"p_percent": "10"}, "wrong_value"), ({"dof": -1}, "wrong_value"),
        ({"mode": "EXACT"}, "unknown_parameter"), ({"name": "x", "epsilon": 1}, "unknown_parameter"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_used(declared, code):
    with pytest.raises(ProfileFault) as refused:
        profile_of(declared)
    assert refused.value.code == code


def test_nothing_to_join():
    with pytest.raises(ProfileFault):
        join_profiles()
