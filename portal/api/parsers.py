"""Bodies of requests: JSON that can be stored, or 400 in the caller's language; never a 500."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer

from portal.plain_json import DuplicateKey, plain_json

NO_JSON = _("This is not JSON. Check quotation marks, commas and brackets.")
DUPLICATE_KEY = _("“%(key)s” stands twice in one object. Delete one of them.")


class PlainJsonParser(JSONParser):
    """As DRF's, but nothing too deep to walk and no text that a database cannot hold."""

    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The value. Raises ParseError; RequestDataTooBig passes through to the exception handler."""
        try:
            return plain_json(stream.read().decode("utf-8"))
        except DuplicateKey as twice:
            raise ParseError(DUPLICATE_KEY % {"key": twice}) from None
        except ValueError:
            raise ParseError(NO_JSON) from None
