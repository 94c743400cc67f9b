"""`python -m analysis.site …`: starts the locked child first, so that it imports while the command itself does."""

import sys

from analysis.site.child_process import make_ready

WITH_CHILD = {"check", "describe", "run", "work"}
"""The commands that open data."""


def main() -> int:
    """Do one command; returns the exit code."""
    if WITH_CHILD & set(sys.argv[1:]):
        make_ready()
    from analysis.site import door

    return door.main()


if __name__ == "__main__":
    sys.exit(main())
