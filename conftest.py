"""Registers the plugins of the suite; they lie beside the tests and belong to no package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests" / "plugins"))

pytest_plugins = ["browser", "running_portal"]
