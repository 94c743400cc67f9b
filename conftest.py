"""Registers the plugins of the suite; they lie beside the tests and belong to no package.

Properties draw the same examples in every run, so that the suite says the same of the same code.
`HYPOTHESIS_PROFILE=default` draws new ones.
"""

import os
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "tests" / "plugins"))

pytest_plugins = ["browser", "running_portal"]

settings.register_profile("suite", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
