"""Finds the texts of each room in its code and templates, without xgettext.

A room is a folder of `locale/`: portal, ui, catalog, requests_app, analysis. Pure packages and sites carry their own
Danish and English in code, so they are not looked through.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Path = settings.BASE_DIR
_SPOKEN_ELSEWHERE = ("analysis/plans/", "analysis/envelope/", "analysis/site/")
_CONTEXT_FIRST = frozenset({"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})
_PLURAL = frozenset({"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"})
_CALLS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"}) | _CONTEXT_FIRST | _PLURAL
_LITERAL = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?")


@dataclass(frozen=True, order=True)
class Message:
    """One text to translate."""

    msgid: str
    context: str | None = None
    plural: str | None = None


def messages_of(room: str) -> dict[Message, list[str]]:
    """Each text of the room with the files it occurs in, in a stable order."""
    found: dict[Message, list[str]] = {}
    for path in files_of(room):
        name = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        for message in messages_in(source, is_python=path.suffix == ".py"):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def messages_of_package(package: str) -> set[Message]:
    """The texts an installed package has itself put into Danish."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).parent / "locale" / "da" / "LC_MESSAGES" / "django.po"
    entries = polib.pofile(str(path))
    return {Message(one.msgid, one.msgctxt or None, one.msgid_plural or None) for one in entries if not one.obsolete}


def files_of(room: str) -> list[Path]:
    """The Python files and templates whose texts belong to the room."""
    code = [path for path in sorted((ROOT / _code_folder(room)).rglob("*.py")) if _room_of_code(path) == room]
    templates = [path for path in sorted((ROOT / "templates").rglob("*")) if _room_of_template(path) == room]
    return code + templates


def messages_in(source: str, *, is_python: bool) -> Iterator[Message]:
    """The texts of one file."""
    if is_python:
        yield from _in_python(source)
    else:
        yield from _in_template(source)


def _code_folder(room: str) -> str:
    return "portal/ui" if room == "ui" else room


def _room_of_code(path: Path) -> str | None:
    name = path.relative_to(ROOT).as_posix()
    if "/migrations/" in name or name.startswith(_SPOKEN_ELSEWHERE):
        return None
    return "ui" if name.startswith("portal/ui/") else name.split("/", 1)[0]


def _room_of_template(path: Path) -> str | None:
    if path.suffix not in (".html", ".txt"):
        return None
    folder = path.relative_to(ROOT / "templates").parts[0]
    if folder == "notices":
        return "portal"
    return folder if folder in settings.ROOMS else "ui"


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _name_of(node.func)) in _CALLS:
            texts = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            yield from _message(name, texts)


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _in_template(source: str) -> Iterator[Message]:
    for text in (templatize(source), *re.findall(r"""_\((?:'[^']*'|"[^"]*")\)""", source)):
        for match in _TEMPLATE_CALL.finditer(text):
            texts = [ast.literal_eval(literal) for literal in match.groups()[1:] if literal]
            yield from _message(match.group(1), texts)


def _message(name: str, texts: Iterable[str]) -> Iterator[Message]:
    rest = list(texts)
    context = rest.pop(0) if name in _CONTEXT_FIRST and rest else None
    if rest and rest[0]:
        plural = rest[1] if name in _PLURAL and len(rest) > 1 else None
        yield Message(rest[0], context, plural)
