"""Disclosure control: turns what the methods found into results that may leave a site."""

from .profiles import NOT_YET, PROFILES, Profile, ProfileFault, is_tighter, join_profiles, profile_of

__all__ = ["NOT_YET", "PROFILES", "Profile", "ProfileFault", "is_tighter", "join_profiles", "profile_of"]
