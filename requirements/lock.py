"""Resolve the pinned lists from pyproject.toml: versions and hashes, no addresses, so that any mirror can serve them.

All lists are resolved under the pins of the widest one: a package has one version everywhere.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = {"dev": ["portal", "site", "demo", "dev"], "run": ["portal", "site", "demo"], "site": ["site"]}
"""List -> the extras of pyproject.toml in it."""


def main() -> None:
    for name, extras in LISTS.items():
        constraint = [] if name == "dev" else ["--constraints", "requirements/dev.txt"]
        subprocess.run(
            [Path(sys.executable).parent / "uv", "pip", "compile", "-q", "--universal", "--generate-hashes"]
            + ["--no-annotate", "--no-header", "--output-file", f"requirements/{name}.txt", "pyproject.toml"]
            + [f"--extra={extra}" for extra in extras]
            + constraint,
            cwd=ROOT,
            check=True,
        )


if __name__ == "__main__":
    main()
