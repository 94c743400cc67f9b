"""The .po and .mo files of the rooms: add what is missing, compile, and say what is out of step."""

from pathlib import Path

import polib
from django.conf import settings

from portal.texts import ROOT, Message, messages_of, messages_of_package

LANGUAGE = "da"
"""English is the language of the msgids, so Danish is the only catalogue."""
BORROWED = ("allauth",)
"""Packages whose pages and mails speak Danish in our words: a choice of their texts, so none can be missing."""


def po_path(room: str) -> Path:
    """Where the room's Danish lies."""
    return ROOT / "locale" / room / LANGUAGE / "LC_MESSAGES" / "django.po"


def collect(room: str) -> list[Message]:
    """Add the room's missing texts to its .po and drop those nobody uses; returns the texts without Danish."""
    catalogue = _catalogue(room)
    wanted = _wanted(room, catalogue)
    if not wanted and not catalogue:
        return []
    kept = {key: entry for entry in catalogue if (key := _key(entry)) in wanted}
    catalogue.clear()
    for message, files in sorted(wanted.items(), key=lambda item: (item[0].msgid, item[0].context or "")):
        entry = kept.get(message) or _entry(message)
        entry.occurrences = [(file, "") for file in files]
        catalogue.append(entry)
    path = po_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return [_key(entry) for entry in catalogue if not _is_translated(entry)]


def compile_room(room: str) -> None:
    """Write the room's .mo beside its .po."""
    path = po_path(room)
    if path.exists():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def faults_of(room: str) -> list[str]:
    """What is out of step: missing, unused, untranslated or fuzzy texts, and a .mo that is not of this .po."""
    catalogue = _catalogue(room)
    entries = {_key(entry): entry for entry in catalogue}
    wanted = _wanted(room, catalogue)
    faults = [f"{room}: missing: {message.msgid!r} ({files[0]})" for message, files in wanted.items()
              if message not in entries]  # fmt: skip
    faults += [f"{room}: unused: {message.msgid!r}" for message in entries if message not in wanted]
    faults += [f"{room}: no Danish: {message.msgid!r}" for message, entry in entries.items()
               if message in wanted and not _is_translated(entry)]  # fmt: skip
    if catalogue and not _mo_agrees(room, catalogue):
        faults.append(f"{room}: the .mo is not compiled from the .po")
    return faults


def rooms() -> tuple[str, ...]:
    """Every room with texts, and the packages we speak for."""
    return (*settings.ROOMS, *BORROWED)


def _wanted(room: str, catalogue: polib.POFile) -> dict[Message, list[str]]:
    if room not in BORROWED:
        return messages_of(room)
    theirs = messages_of_package(room)
    return {key: [room] for entry in catalogue if (key := _key(entry)) in theirs}


def _catalogue(room: str) -> polib.POFile:
    path = po_path(room)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    made = polib.POFile(wrapwidth=110)
    made.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": LANGUAGE,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return made


def _entry(message: Message) -> polib.POEntry:
    if message.plural is None:
        return polib.POEntry(msgid=message.msgid, msgctxt=message.context)
    return polib.POEntry(
        msgid=message.msgid, msgid_plural=message.plural, msgctxt=message.context, msgstr_plural={0: "", 1: ""}
    )


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgctxt or None, entry.msgid_plural or None)


def _is_translated(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return all(texts) and "fuzzy" not in entry.flags


def _mo_agrees(room: str, catalogue: polib.POFile) -> bool:
    path = po_path(room).with_suffix(".mo")
    return path.exists() and path.read_bytes() == catalogue.to_binary()
