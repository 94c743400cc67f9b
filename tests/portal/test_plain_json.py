"""JSON from outside is plain, or refused."""

import json

import pytest

from portal.plain_json import DEEPEST, DuplicateKey, plain_json, plain_value


@pytest.mark.parametrize("value", [None, 1, "æ 😀", [], {"a": [1, {"b": None}]}])
def test_plain_json_passes_as_it_is(value):
    assert plain_json(json.dumps(value)) == value
    assert plain_value(value) is value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "NaN",
        '{"a": -Infinity}',
        "1e400",
        "[-1e999]",
        r'"a\u0000"',
        r'{"\u0000": 1}',
        r'["\ud800"]',
        "[" * 100_000,
        "9" * 5000,
    ],
)
def test_what_no_database_can_hold_is_refused(text):
    with pytest.raises(ValueError):
        plain_json(text)


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '[{"b": {"a": 1, "c": 2, "a": 3}}]'])
def test_a_key_that_stands_twice_is_named(text):
    with pytest.raises(DuplicateKey, match=r"^a$"):
        plain_json(text)


def test_depth_is_bounded_below_where_python_gives_up():
    assert plain_json("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(ValueError):
        plain_json("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2))
