"""Third-party style, type and icons: from node_modules into build/vendor/dkfds (static `dkfds/…`), never into git.

The collected style sheet differs from the package in four ways: it is wrapped in a cascade layer, so that every rule of
ours wins without a fight over specificity; `sourceMappingURL` lines are dropped, because manifest storage fails on
missing maps; font sources other than woff2 are dropped; and unused fonts are not copied.
"""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "build" / "vendor" / "dkfds"

_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_WOFF2 = re.compile(r'url\(([^)]*\.woff2)\)\s*format\("woff2"\)')
_URL = re.compile(r'url\((["\']?)([^)"\']+)\1\)')
_SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")
_CHARSET = re.compile(r'^@charset "[^"]*";\s*')
LAYER = "dkfds"


class AssetsMissing(Exception):
    """The package is not in node_modules: run `npm ci` first."""


def collect(*, node_modules: Path = NODE_MODULES, target: Path = VENDOR) -> list[Path]:
    """Copy what the pages need and return the files written, in order. Raises AssetsMissing."""
    package = node_modules / "dkfds" / "dist"
    if not (package / "css" / "dkfds.min.css").is_file():
        raise AssetsMissing(str(package))
    shutil.rmtree(target, ignore_errors=True)
    style = cleaned_style((package / "css" / "dkfds.min.css").read_text(encoding="utf-8"))
    script = _SOURCE_MAP.sub("\n", (package / "js" / "dkfds.min.js").read_text(encoding="utf-8"))
    written = [_write(target / "css" / "dkfds.css", style), _write(target / "js" / "dkfds.js", script)]
    for name in sorted({match[2] for match in _URL.finditer(style)}):
        written.append(_copy(package / "css" / name, (target / "css" / name).resolve()))
    for name in ("img/all-svg-icons.svg", "LICENSE.md"):
        written.append(_copy(package / name, target / name))
    return written


def cleaned_style(style: str) -> str:
    """The style sheet in its layer, with woff2 fonts only and without its source map."""
    body = _SOURCE_MAP.sub("", _CHARSET.sub("", style.removeprefix("\ufeff")))
    return f"@layer {LAYER}{{{_FACE.sub(_only_woff2, body)}}}\n"


def _only_woff2(face: re.Match[str]) -> str:
    font = _WOFF2.search(face[1])
    if font is None:
        return ""
    rest = re.sub(r"src:[^;]*(;|$)", "", face[1]).rstrip(";")
    return f'@font-face{{{rest};src:url({font[1]}) format("woff2")}}'


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target


def main(arguments: list[str] | None = None) -> int:
    """`python -m portal.ui.assets [--node-modules DIR] [--target DIR]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node-modules", type=Path, default=NODE_MODULES)
    parser.add_argument("--target", type=Path, default=VENDOR)
    options = parser.parse_args(arguments)
    collect(node_modules=options.node_modules, target=options.target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
