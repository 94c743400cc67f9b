"""Sites of real, openly licensed, person-level data.

Each folder beside this module is a whole site: a data file, its `site.toml` and a `LICENCE.txt` with the
attribution. They stand protected, as a health data holder would hold them; for comparing figures with other
software the same site can be laid out as open data.
"""

from __future__ import annotations

import shutil
from pathlib import Path

_HERE = Path(__file__).parent
_PROTECTED = 'profile = "dk-health"'
_OPEN = "open_data = true"

OPEN_SITES: tuple[str, ...] = ("nhefs", "support2", "diabetes130")
"""The sites that can be laid out, each also the key of its only dataset and the name of its person domain."""


class UnknownSite(LookupError):
    """Raised for a name that is not in OPEN_SITES."""


def copy_site(name: str, directory: Path, *, open_data: bool = False) -> Path:
    """Lay out one site, ready to run, in `directory` (made when missing) and return that directory.

    With `open_data` the manifest says so and carries no profile: figures leave in full precision.
    Files that stand there already are written over; a ledger beside them is left alone. Raises UnknownSite.
    """
    if name not in OPEN_SITES:
        raise UnknownSite(name)
    directory.mkdir(parents=True, exist_ok=True)
    for file in sorted((_HERE / name).iterdir()):
        shutil.copyfile(file, directory / file.name)
    if open_data:
        manifest = directory / "site.toml"
        manifest.write_text(manifest.read_text("utf-8").replace(_PROTECTED, _OPEN, 1), "utf-8")
    return directory
