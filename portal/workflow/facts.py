"""Facts: what happened, named in the past tense. Upper apps hear of them in the same transaction."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from portal.refusals import Sentence

if TYPE_CHECKING:
    from portal.audit.models import Event

Handler = Callable[["Event", Any], None]

FACTS: dict[str, type["Fact"]] = {}
"""Every declared fact by its name."""
_handlers: dict[type["Fact"], list[Handler]] = defaultdict(list)
_ID_LIKE = re.compile(r"[^\s]{0,200}")


class Fact:
    """Subclass it in `<app>/facts.py`: the class name is the fact, `sentence` presents it to people.

    The sentence may hold `%(key)s` for keys of the payload. Payloads carry ids and codes only, never texts of people.
    """

    sentence: ClassVar[Sentence] = ""
    is_sealed_at_once: ClassVar[bool] = False
    """Whether a signed checkpoint of the audit follows the fact, and does not wait for the hourly one."""

    def __init_subclass__(cls) -> None:
        other = FACTS.get(cls.__name__)
        if other is not None and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"The fact {cls.__name__} is declared twice: {other.__module__} and {cls.__module__}.")
        if not cls.sentence:
            raise TypeError(f"The fact {cls.__name__} has no sentence.")
        FACTS[cls.__name__] = cls

    @classmethod
    def present(cls, event: "Event") -> str:
        """The fact in one sentence in the active language. Override when ids must become names."""
        sentence = str(cls.sentence)
        return sentence % event.payload if event.payload else sentence


def on(fact: type[Fact], handler: Handler) -> None:
    """Hear of a fact (or, with Fact itself, of all): `handler(event, row)` in the same transaction.

    Called in AppConfig.ready; registering the same handler again changes nothing. An exception undoes the verb.
    """
    if handler not in _handlers[fact]:
        _handlers[fact].append(handler)


def forget(fact: type[Fact], handler: Handler) -> None:
    """Stop hearing; for tests."""
    _handlers[fact].remove(handler)


def fire(fact: type[Fact], event: "Event", row: Any) -> None:
    """Call the handlers of the fact and of its bases, most general first."""
    for heard in reversed(fact.__mro__):
        for handler in tuple(_handlers.get(heard, ())):
            handler(event, row)


def payload_of(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """The detail as an event payload; ValueError when a value is not an id, a code, a number or a list of those.

    A sentence somebody wrote belongs in a table that can be corrected and deleted, not in a chain that cannot.
    """
    payload = dict(detail or {})
    for key, value in payload.items():
        if not all(_is_id_like(item) for item in (value if isinstance(value, list | tuple) else [value])):
            raise ValueError(f"The payload value of {key} is not an id: keep texts in a table of their own.")
    return {key: list(value) if isinstance(value, tuple) else value for key, value in payload.items()}


def _is_id_like(value: Any) -> bool:
    if value is None or isinstance(value, bool | int):
        return True
    return isinstance(value, str) and _ID_LIKE.fullmatch(value) is not None
