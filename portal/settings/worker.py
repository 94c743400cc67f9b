"""The worker role: the only one that may hold keys and start a site."""

from pathlib import Path

from portal.settings.web import *  # noqa: F403  (one set of settings upon another)
from portal.settings.web import DATA_DIR, env

PORTAL_ROLE = "worker"
SITES_DIR = Path(env.str("SITES_DIR", default=str(DATA_DIR / "sites")))
"""Folder with one folder per site this worker serves. Web never knows it."""
KEYS_DIR = Path(env.str("KEYS_DIR", default=str(DATA_DIR / "keys")))
"""Folder of the portal's private keys, readable by the worker's user only."""
ENVELOPE_KEY_FILE = Path(env.str("ENVELOPE_KEY_FILE", default=str(KEYS_DIR / "envelope.key")))
PERMIT_KEY_FILE = Path(env.str("PERMIT_KEY_FILE", default=str(KEYS_DIR / "permit.key")))
AUDIT_KEY_FILE = Path(env.str("AUDIT_KEY_FILE", default=str(KEYS_DIR / "audit.key")))
"""Signs the checkpoints of the audit chains."""
