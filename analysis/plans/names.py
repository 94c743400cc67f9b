"""Names, numbers, dates and the base class of everything a plan is made of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

DATASET = r"[a-z][a-z0-9_]{1,39}"
VARIABLE = r"[a-z][a-z0-9_]{0,39}"
LABEL = r"[a-z0-9_]{1,20}"
DATE = r"\d{4}-\d{2}-\d{2}"
MAX_TEXT = 300
"""Characters in a title, a code or a label."""

RESERVED = frozenset({"index", "exit", "all", "any", "not"})

Number = int | Decimal
"""Whole numbers are int, others finite Decimals of at most 15 digits."""


class Node(BaseModel):
    """One object of a plan: frozen, and without keys that are not in the grammar.

    Its validator is built with that of the whole, at first use: once, instead of again for each class that holds it.
    So an alias stands beside the annotation, not in it: it must be known before the annotation can be evaluated.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, defer_build=True
    )


def wrong(code: str, **named: object) -> PydanticCustomError:
    """An own rule broken; `code` is a fault code and `named` fills its text."""
    return PydanticCustomError(code, code, dict(named))


def _matching(pattern: str, code: str, place: str) -> Any:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise wrong("wrong_type", wanted="et navn", wanted_en="a name")
        if compiled.fullmatch(value) is None:
            raise wrong(code, **{place: value})
        return value

    return PlainValidator(check)


def _number(value: object) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise wrong("wrong_type", wanted="et tal", wanted_en="a number")
    return tidy_number(value)


def tidy_number(value: int | float | Decimal) -> Number:
    """The one form of a number: whole ones as int, others as Decimal without trailing zeros.

    Raises a `number` fault for what is not finite or has more than 15 digits (a float could not hold it).
    """
    given = Decimal(repr(value) if isinstance(value, float) else value)
    try:
        number = given.normalize()
    except ArithmeticError as reason:
        raise wrong("number") from reason
    if not number.is_finite() or number != given:
        raise wrong("number")
    _, digits, exponent = number.as_tuple()
    if len(digits) > 15 or len(digits) + int(exponent) > 15 or int(exponent) < -15:
        raise wrong("number")
    return int(number) if number == number.to_integral_value() else number


def _date(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise wrong("wrong_type", wanted="en dato", wanted_en="a date")
    if re.fullmatch(DATE, value, re.ASCII) is None:
        raise wrong("bad_date", value=value)
    try:
        return dt.date.fromisoformat(value)
    except ValueError as reason:
        raise wrong("bad_date", value=value) from reason


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong("wrong_type", wanted="true eller false", wanted_en="true or false")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise wrong("wrong_type", wanted="tekst", wanted_en="text")
    if len(value) > MAX_TEXT:
        raise wrong("text_length", limit=MAX_TEXT)
    return value


def _scalar(value: object) -> str | bool | Number:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | Decimal | float):
        return tidy_number(value)
    raise wrong("wrong_type", wanted="tekst, et tal, true eller false", wanted_en="text, a number, true or false")


def _as_tuple(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


class OneOrList:
    """One value stands for a list of one, also in the schema."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_tuple, handler(source))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        written = handler(schema)
        return {"anyOf": [written["items"], written]}


def _json_number(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


as_plain = PlainSerializer(_json_number, when_used="json")
"""How pydantic's own JSON writes the leaves: a plan's numbers are numbers, its dates text."""


def _named(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


DatasetKey = Annotated[str, _matching(DATASET, "bad_name", "name"), _named(DATASET)]
VariableName = Annotated[str, _matching(VARIABLE, "bad_name", "name"), _named(VARIABLE)]
DatasetVariable = Annotated[
    str, _matching(rf"{DATASET}\.{VARIABLE}", "bad_name", "name"), _named(rf"{DATASET}\.{VARIABLE}")
]
AnyName = Annotated[
    str, _matching(rf"({DATASET}\.)?{VARIABLE}", "bad_name", "name"), _named(rf"({DATASET}\.)?{VARIABLE}")
]
PlainText = Annotated[str, PlainValidator(_text), WithJsonSchema({"type": "string", "maxLength": MAX_TEXT})]
PlainNumber = Annotated[Number, PlainValidator(_number), as_plain, WithJsonSchema({"type": "number"})]
PlainDate = Annotated[dt.date, PlainValidator(_date), as_plain, WithJsonSchema({"type": "string", "format": "date"})]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Scalar = Annotated[
    str | bool | int | Decimal,
    PlainValidator(_scalar),
    as_plain,
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]}),
]
one_or_list = OneOrList()


def key_names(model: type[Node]) -> list[str]:
    """The JSON keys of a class, in order."""
    return [info.alias or name for name, info in model.model_fields.items()]


def keys_of(value: object) -> set[str]:
    """The keys of an object, or of the class of a node."""
    if isinstance(value, Mapping):
        return {str(key) for key in value}
    return set(key_names(type(value))) if isinstance(value, Node) else set()


def sole_key(value: object) -> str | None:
    """The key of an object with one key, or the first JSON key of a node's class; else None."""
    if isinstance(value, Mapping):
        return str(next(iter(value))) if len(value) == 1 else None
    return key_names(type(value))[0] if isinstance(value, Node) else None
