"""Named, versioned disclosure parameters; joined parameter by parameter, the strictest wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

FLOOR_K = 3


class ProfileFault(ValueError):
    """A profile that cannot be used: `unknown_profile`, `unknown_parameter`, `below_floor` or `wrong_value`."""

    def __init__(self, code: str, parameter: str = "") -> None:
        super().__init__(f"{code} {parameter}".strip())
        self.code = code
        self.parameter = parameter


@dataclass(frozen=True)
class Profile:
    """Parameters of the checks. See docs/explanation/disclosure.md, "Profiles".

    Units: `k`, `b`, `dof`, `min_table`, `min_model` are counts; `p_percent`, `nk_share`, `class_share` are
    percent; `nk_n` is the number of top contributors.
    """

    name: str = "dk-health"
    version: str = "1"
    mode: str = "ROUND"
    k: int = 5  # fewer persons than this are one symbol
    b: int = 5  # rounding base
    dof: int = 10  # least degrees of freedom of a standard deviation
    p_percent: float = 10.0  # all but the two largest must make up this share of the largest
    nk_n: int = 2
    nk_share: float = 90.0  # the nk_n largest may not hold more
    class_share: float = 90.0  # a sensitive line may not have this share in one category
    min_table: int = 10  # persons in a table
    min_model: int = 100  # persons in a group with quantiles

    def as_json(self) -> dict[str, Any]:
        """The parameters as the release card prints them."""
        return asdict(self)


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "dk-health": Profile(),
        "strict": Profile(name="strict", k=10),
        "opensafely": Profile(name="opensafely", k=8),
    }
)

NOT_YET = frozenset({"opensafely"})
"""Known by name; their own rounding comes later, so a run with them is refused."""

HIGHEST = ("k", "b", "dof", "p_percent", "nk_n", "min_table", "min_model")
LOWEST = ("nk_share", "class_share")


def profile_of(declared: str | Mapping[str, Any] | None) -> Profile:
    """A profile by name, or a `custom` one from its parameters. Raises ProfileFault."""
    if declared is None:
        return PROFILES["dk-health"]
    if isinstance(declared, str):
        if declared not in PROFILES:
            raise ProfileFault("unknown_profile", declared)
        return PROFILES[declared]
    return _custom(declared)


def _custom(declared: Mapping[str, Any]) -> Profile:
    for parameter, value in declared.items():
        if parameter in ("name", "version"):
            continue
        if parameter not in HIGHEST + LOWEST:
            raise ProfileFault("unknown_parameter", parameter)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise ProfileFault("wrong_value", parameter)
        if isinstance(getattr(Profile, parameter), int) and not isinstance(value, int):
            raise ProfileFault("wrong_value", parameter)
    profile = replace(PROFILES["dk-health"], **{**declared, "name": "custom"})
    if profile.k < FLOOR_K or profile.b < FLOOR_K:
        raise ProfileFault("below_floor", "k" if profile.k < FLOOR_K else "b")
    return profile


def join_profiles(*profiles: Profile) -> Profile:
    """The strictest of several, parameter by parameter; its name joins theirs. Raises ProfileFault without any."""
    if not profiles:
        raise ProfileFault("unknown_profile")
    names = dict.fromkeys(part for one in profiles for part in one.name.split("+"))
    versions = dict.fromkeys(one.version for one in profiles)
    strictest: dict[str, Any] = {name: max(getattr(one, name) for one in profiles) for name in HIGHEST}
    strictest |= {name: min(getattr(one, name) for one in profiles) for name in LOWEST}
    return replace(profiles[0], name="+".join(names), version="+".join(versions), **strictest)


def is_tighter(profile: Profile, than: Profile) -> bool:
    """Whether nothing in `profile` is looser than in `than`."""
    return replace(join_profiles(profile, than), name=profile.name, version=profile.version) == profile
