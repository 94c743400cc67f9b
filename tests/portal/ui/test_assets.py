"""Third-party files are collected, cleaned and complete."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.ui import assets

STYLE = (
    '@charset "UTF-8";@font-face{font-family:Plex;src:url(../f/a.eot),url(../f/a.woff2) format("woff2"),'
    'url(../f/a.ttf) format("truetype")}@font-face{font-family:system;src:local(".x")}'
    '.a{background-image:url("../img/a.svg")}\n/*# sourceMappingURL=dkfds.min.css.map */'
)


@pytest.fixture
def node_modules(tmp_path):
    dist = tmp_path / "node_modules" / "dkfds" / "dist"
    files = {
        "css/dkfds.min.css": STYLE, "js/dkfds.min.js": "x()\n//# sourceMappingURL=dkfds.min.js.map", "f/a.woff2": "font",
        "img/a.svg": "<svg/>", "img/all-svg-icons.svg": "<svg/>", "LICENSE.md": "MIT", "f/a.ttf": "dead",
    }  # fmt: skip
    for name, text in files.items():
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(text)
    return dist.parents[1]


def test_the_style_is_layered_without_dead_fonts_and_maps():
    style = assets.cleaned_style(STYLE)
    assert style.startswith("@layer dkfds{@font-face{font-family:Plex;src:url(../f/a.woff2)")
    assert not re.search(r"eot|ttf|sourceMappingURL|charset|system", style)


def test_everything_the_style_names_is_copied_and_nothing_dead(node_modules, tmp_path):
    target = tmp_path / "vendor"
    (target / "old").mkdir(parents=True)
    written = assets.collect(node_modules=node_modules, target=target)
    names = {str(path.relative_to(target)) for path in written}
    assert names == {"css/dkfds.css", "js/dkfds.js", "f/a.woff2", "img/a.svg", "img/all-svg-icons.svg", "LICENSE.md"}
    assert {path.name for path in target.iterdir()} == {"css", "js", "f", "img", "LICENSE.md"}
    assert "sourceMappingURL" not in (target / "js" / "dkfds.js").read_text()


def test_module_and_command_take_only_paths(node_modules, tmp_path, capsys):
    arguments = ["--node-modules", str(node_modules), "--target", str(tmp_path / "one")]
    assert assets.main(arguments) == 0
    call_command("collect_vendor", "--node-modules", str(node_modules), "--target", str(tmp_path / "two"))
    assert "6 files" in capsys.readouterr().out


def test_without_the_package_it_says_what_to_do(tmp_path):
    with pytest.raises(CommandError, match="Run npm ci first"):
        call_command("collect_vendor", "--node-modules", str(tmp_path))


def test_the_lock_file_has_no_addresses():
    root = Path(__file__).resolve().parents[3]
    lock = (root / "package-lock.json").read_text()
    assert '"resolved"' not in lock and "http" not in lock.replace("https://opencollective.com", "")
    assert '"dkfds": "11.2.0"' in (root / "package.json").read_text()
