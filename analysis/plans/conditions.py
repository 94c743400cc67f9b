"""Conditions: `{"dataset.variable": {operator: value}}`, combined with `all`, `any` and `not`."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic_core import CoreSchema

from .names import AnyName, Flag, Node, Number, PlainText, Scalar, key_names, one_or_list, sole_key

ScalarValue = str | bool | Number | dt.date


class Operator(StrEnum):
    """What a condition may ask. All ranges are closed."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    BETWEEN = "between"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    STARTS_WITH = "starts_with"
    IN_LIST = "in_list"
    MISSING = "missing"


class Eq(Node):
    """Equal to the value."""

    eq: Scalar


class Ne(Node):
    """Not equal to the value; missing cannot be told."""

    ne: Scalar


class In(Node):
    """One of the values."""

    in_: Annotated[tuple[Scalar, ...], Field(alias="in", min_length=1)]


class Between(Node):
    """From the first to the second value, both included."""

    between: tuple[Scalar, Scalar]


class Ge(Node):
    """At least."""

    ge: Scalar


class Gt(Node):
    """More than."""

    gt: Scalar


class Le(Node):
    """At most."""

    le: Scalar


class Lt(Node):
    """Less than."""

    lt: Scalar


class StartsWith(Node):
    """A code that begins with one of the texts."""

    starts_with: Annotated[tuple[PlainText, ...], one_or_list, Field(min_length=1)]


class InList(Node):
    """A code of a code list of the catalogue, by the list's name."""

    in_list: PlainText


class Missing(Node):
    """True: the value is missing. False: it is there."""

    missing: Flag


_TEST_CLASSES: tuple[type[Node], ...] = (Eq, Ne, In, Between, Ge, Gt, Le, Lt, StartsWith, InList, Missing)
TESTS: dict[str, type[Node]] = {key_names(cls)[0]: cls for cls in _TEST_CLASSES}
"""Every test by its operator in JSON."""


def _test_tag(value: object) -> str | None:
    key = sole_key(value)
    return f"<{key}>" if key in TESTS else None


Test = Annotated[
    Annotated[Eq, Tag("<eq>")]
    | Annotated[Ne, Tag("<ne>")]
    | Annotated[In, Tag("<in>")]
    | Annotated[Between, Tag("<between>")]
    | Annotated[Ge, Tag("<ge>")]
    | Annotated[Gt, Tag("<gt>")]
    | Annotated[Le, Tag("<le>")]
    | Annotated[Lt, Tag("<lt>")]
    | Annotated[StartsWith, Tag("<starts_with>")]
    | Annotated[InList, Tag("<in_list>")]
    | Annotated[Missing, Tag("<missing>")],
    Discriminator(
        _test_tag,
        custom_error_type="one_key",
        custom_error_message=", ".join(Operator),
    ),
]


class Comparison(Node):
    """One variable with one operator. In JSON: `{name: {operator: value}}`."""

    name: Annotated[AnyName, Field(alias="<name>")]
    test: Annotated[Test, Field(alias="<test>")]

    @property
    def operator(self) -> Operator:
        """Which operator."""
        return Operator(sole_key(self.test) or "")

    @property
    def value(self) -> ScalarValue | tuple[ScalarValue, ...]:
        """What stands at the operator: a scalar, or a tuple for in, between and starts_with."""
        value: ScalarValue | tuple[ScalarValue, ...] = getattr(self.test, next(iter(type(self.test).model_fields)))
        return value

    @model_validator(mode="before")
    @classmethod
    def _open(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            name, test = next(iter(value.items()))
            return {"<name>": name, "<test>": test}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        written = handler.resolve_ref_schema(handler(schema))
        name, test = written["properties"]["<name>"], written["properties"]["<test>"]
        pattern = name["pattern"].replace("^", "^(?!(all|any|not)$)", 1)
        written.clear()
        written.update(
            type="object",
            minProperties=1,
            maxProperties=1,
            patternProperties={pattern: {key: part for key, part in test.items() if key != "title"}},
            additionalProperties=False,
        )
        return written


class All(Node):
    """Every part holds."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]


class Any_(Node):  # noqa: N801  (`Any` is the type)
    """At least one part holds."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]


class Not(Node):
    """The part does not hold; where the part cannot be told, neither can this."""

    not_: Condition = Field(alias="not")


def _condition_tag(value: object) -> str | None:
    if isinstance(value, Comparison):
        return "<comparison>"
    key = sole_key(value)
    if key is None:
        return None
    return f"<{key}>" if key in {"all", "any", "not"} else "<comparison>"


Condition = Annotated[
    Annotated[All, Tag("<all>")]
    | Annotated[Any_, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[Comparison, Tag("<comparison>")],
    Discriminator(_condition_tag, custom_error_type="condition", custom_error_message="condition"),
]
"""A condition; three-valued as in SQL."""
