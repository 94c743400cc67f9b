"""The strictest of site and permit, parameter by parameter."""

import pytest

from analysis.site.errors import SiteFaults
from analysis.site.manifest import load_manifest
from analysis.site.profiles import profile_for


@pytest.mark.parametrize(
    ("permit", "k"), [(None, 5), ("dk-health", 5), ("strict", 10), ("dk-health+strict", 10), ("strict+dk-health", 10)]
)
def test_a_permits_profiles_join_the_sites_own(site, permit, k) -> None:
    profile = profile_for(load_manifest(site), ["bef"], asked=None, permit=permit)
    assert profile is not None
    assert profile.k == k


@pytest.mark.parametrize("permit", ["", "nobody", "strict+nobody", "strict+"])
def test_a_profile_nobody_knows_stops_the_job(site, permit) -> None:
    with pytest.raises(SiteFaults):
        profile_for(load_manifest(site), ["bef"], asked=None, permit=permit)
