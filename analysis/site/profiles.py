"""Which protection holds for a job: the strictest of site, datasets and permit, parameter by parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.site.disclosure.profiles import NOT_YET, Profile, ProfileFault, is_tighter, join_profiles, profile_of
from analysis.site.errors import SiteFaults, site_fault
from analysis.site.manifest import Manifest

Declared = str | Mapping[str, Any] | None


def profile_for(
    manifest: Manifest, datasets: Iterable[str], *, asked: str | None, permit: str | None
) -> Profile | None:
    """The profile of a job on these datasets; None on open data.

    `asked` (the operator's `--profile`) may only tighten; a permit's profiles, joined by `+`, join. Raises
    SiteFaults.
    """
    if manifest.open_data:
        if asked is not None:
            raise SiteFaults([site_fault("profile_on_open_data", "profile")])
        return None
    profiles = [_known(manifest.profile, "site.profile")]
    for key in datasets:
        declared = manifest.datasets[key].declared.profile
        if declared is not None:
            profiles.append(_known(declared, f"datasets.{key}.profile"))
    if permit is not None:
        profiles += [_known(name, "permit.profile") for name in permit.split("+")]
    strictest = join_profiles(*profiles)
    if asked is None:
        return strictest
    tighter = _known(asked, "profile")
    if not is_tighter(tighter, strictest):
        raise SiteFaults([site_fault("looser_profile", "profile")])
    return join_profiles(strictest, tighter)


def profile_faults(manifest: Manifest) -> Iterable[Any]:
    """Faults of the profiles that site.toml declares."""
    declared: list[tuple[Declared, str]] = [(manifest.profile, "site.profile")]
    declared += [(one.declared.profile, f"datasets.{key}.profile") for key, one in manifest.datasets.items()]
    for profile, path in declared:
        try:
            _known(profile, path)
        except SiteFaults as wrong:
            yield from wrong.faults


def _known(declared: Declared, path: str) -> Profile:
    try:
        profile = profile_of(declared)
    except ProfileFault as wrong:
        known = wrong.code == "unknown_profile"
        raise SiteFaults([site_fault("unknown_profile" if known else "wrong_value", path)]) from None
    if profile.name in NOT_YET:
        raise SiteFaults([site_fault("profile_not_yet", path)])
    return profile
