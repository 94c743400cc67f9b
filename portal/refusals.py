"""The three ways a wish is turned down. One middleware makes each a page, a field error or problem+json."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise

Sentence = str | Promise
"""A text for people, usually lazy, so that it is said in the reader's language."""


class Refused(Exception):
    """The rules say no. `code` is stable and decides; `sentence` says why and what to do next. 422."""

    status = 422

    def __init__(
        self,
        code: str,
        sentence: Sentence,
        field: str | None = None,
        faults: Iterable[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.faults = tuple(faults)
        """Details, each {code, path, message}, when one sentence covers several faults."""


class Conflict(Exception):
    """Somebody else was first: the row's version is no longer the one the person saw. 409."""

    status = 409
    code = "conflict"

    def __init__(self, *, expected: int | None = None, found: int | None = None) -> None:
        super().__init__(f"expected version {expected}, found {found}")
        self.expected = expected
        self.found = found


class NotVisible(Exception):
    """Not there, or not for this person: the answer is the same. 404."""

    status = 404
    code = "not_found"
