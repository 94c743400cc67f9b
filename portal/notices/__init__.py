"""Who hears of what, in the inbox and by mail."""

from portal.notices.audiences import audience

__all__ = ["audience"]
