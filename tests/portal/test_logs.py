"""A log line holds nothing a log may not hold."""

import pytest

from portal.logs import WITHHELD, logging_config, redact


def logged(**line):
    return redact(None, "info", dict(line))


@pytest.mark.parametrize("text", ["010180-1234", "0101801234", "pnr 311299 4321 found"])
def test_numbers_like_a_cpr_number_are_taken_out(text):
    line = logged(event=text, deep={"list": [text], "pair": (text,)})
    assert WITHHELD in line["event"]
    assert "1234" not in str(line)
    assert "4321" not in str(line)


@pytest.mark.parametrize("text", ["2026-000147", "1234567890123", "990180-1234", 42, None])
def test_other_numbers_stay(text):
    assert logged(event="x", value=text)["value"] == text


@pytest.mark.parametrize("key", ["answers", "password", "Authorization", "q", "token", "email"])
def test_some_keys_are_never_logged(key):
    assert logged(event="x", request_data={key: "secret"})["request_data"][key] == WITHHELD


def test_search_words_are_not_logged():
    assert logged(event="x", request="GET /datasets/?q=hiv&page=2")["request"] == "GET /datasets/"


@pytest.mark.parametrize("json_lines", [True, False])
def test_every_line_passes_the_same_processors(json_lines):
    formatter = logging_config(json_lines=json_lines)["formatters"]["line"]
    assert redact in formatter["foreign_pre_chain"]
