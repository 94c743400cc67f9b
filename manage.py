#!/usr/bin/env python
"""The one door: PORTAL_ROLE = web | worker | dev picks the settings (default dev)."""

import os
import sys


def main() -> None:
    """Run one management command under the settings of the role."""
    role = os.environ.get("PORTAL_ROLE", "dev")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"portal.settings.{role}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
