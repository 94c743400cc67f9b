import json
import pickle
import stat
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.envelope import (
    REFUSALS,
    EnvelopeBody,
    EnvelopeRefused,
    LedgerPosition,
    PermitLine,
    PublicKey,
    ResultBody,
    Sealed,
    SigningKey,
    check_envelope,
    check_lines,
    open_sealed,
    sign,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LINE = PermitLine(dataset="bef", variables=("sex", "region"), methods=("count", "crosstab"))


def body(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "purpose": "request",
        "job": "a-job",
        "attempt": 1,
        "site": "danske_registre",
        "plan": {"version": 1},
        "plan_hash": "0" * 64,
        "permit": {"id": "T-2026-1", "version": 1, "lines": [LINE.as_json()]},
        "not_before": NOW.isoformat(),
        "expires": (NOW + timedelta(hours=1)).isoformat(),
    }
    return whole | changes


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate()


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(EnvelopeRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def test_what_was_signed_comes_back(key):
    sealed = Sealed.from_json(json.loads(json.dumps(sign({"b": 1, "a": "æ"}, key).as_json())))
    assert open_sealed(sealed, {key.kid: key.public}) == {"a": "æ", "b": 1}


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_one_changed_bit_is_refused(place, bit):
    key = SigningKey(b"k" * 32)
    sealed = sign({"plan": "x" * 40}, key)
    changed = bytearray(sealed.body)
    changed[place % len(changed)] ^= 1 << bit
    forged = Sealed(sealed.kid, bytes(changed), sealed.signature)
    assert refusal(open_sealed, forged, {key.kid: key.public}) == "envelope.bad_signature"


def test_a_key_that_nobody_trusts_is_refused(key):
    other = SigningKey.generate()
    sealed = sign({}, key)
    assert refusal(open_sealed, sealed, {}) == "envelope.unknown_key"
    assert refusal(open_sealed, sealed, {key.kid: other.public}) == "envelope.unknown_key"


@pytest.mark.parametrize("text", [b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_signed_bytes_that_are_no_object_are_refused(key, text):
    sealed = Sealed(key.kid, text, key.sign(text))
    assert refusal(open_sealed, sealed, {key.kid: key.public}) == "envelope.malformed"


@pytest.mark.parametrize(
    "document",
    [None, [], {"kid": "x"}, {"kid": "x", "body": "?", "signature": ""}, {"kid": "x", "body": "é", "signature": ""}],
)
def test_a_document_that_is_no_envelope_is_refused(document):
    assert refusal(Sealed.from_json, document) == "envelope.malformed"


def test_a_body_reads_back_as_it_was():
    envelope = EnvelopeBody.read(body())
    assert EnvelopeBody.read(envelope.as_json()) == envelope


@pytest.mark.parametrize(
    "changes",
    [
        {"surprise": 1},
        {"attempt": 0},
        {"v": 2},
        {"plan_hash": "short"},
        {"site": "Not A Key"},
        {"purpose": "other"},
        {"permit": None},
        {"purpose": "feasibility"},
        {"expires": (NOW + timedelta(hours=25)).isoformat()},
        {"expires": NOW.isoformat()},
        {"not_before": "2026-11-24T12:00:00"},
    ],
)
def test_a_body_that_breaks_the_form_is_refused(changes):
    assert refusal(EnvelopeBody.read, body(**changes)) == "envelope.malformed"


@pytest.mark.parametrize(
    ("site", "now", "code"),
    [
        ("other", NOW, "envelope.other_site"),
        ("danske_registre", NOW - timedelta(seconds=1), "envelope.not_yet_valid"),
        ("danske_registre", NOW + timedelta(hours=1), "envelope.expired"),
    ],
)
def test_an_envelope_for_another_place_or_time_is_refused(site, now, code):
    assert refusal(check_envelope, EnvelopeBody.read(body()), site=site, now=now) == code


@pytest.mark.parametrize(
    "changes",
    [
        {"opt_out_date": (NOW + timedelta(days=2)).date().isoformat()},
        {"purpose": "feasibility", "permit": None, "opt_out_date": NOW.date().isoformat()},
    ],
    ids=["in the future", "without a permit"],
)
def test_a_day_of_opt_outs_that_cannot_be_is_refused(changes):
    read = EnvelopeBody.read(body(**changes))
    assert refusal(check_envelope, read, site="danske_registre", now=NOW) == "envelope.opt_out_date"


def test_an_envelope_in_its_place_and_time_is_accepted():
    check_envelope(EnvelopeBody.read(body()), site="danske_registre", now=NOW)


@pytest.mark.parametrize(
    ("used", "methods"),
    [({"lmdb": ["atc"]}, ["count"]), ({"bef": ["sex", "income"]}, ["count"]), ({"bef": ["sex"]}, ["count", "cox"])],
)
def test_a_plan_outside_the_lines_is_refused(used, methods):
    assert refusal(check_lines, variables_used=used, methods=methods, lines=[LINE]) == "envelope.outside_permit"


def test_a_plan_inside_the_lines_is_accepted():
    check_lines(variables_used={"bef": ["sex"]}, methods=["crosstab"], lines=[LINE])


def test_a_result_reads_back_as_it_was():
    result = ResultBody(
        job="a-job",
        attempt=1,
        plan_hash="0" * 64,
        document={"results": []},
        ledger=LedgerPosition(id="x", seq=3, head="h"),
        manifest_hash="1" * 64,
        versions={"duckdb": "2.0.0"},
    )
    assert ResultBody.read(result.as_json()) == result


def test_a_key_file_is_made_once_and_is_private(tmp_path):
    path = tmp_path / "keys" / "site.key"
    first = SigningKey.load_or_make(path)
    assert SigningKey.load_or_make(path).kid == first.kid
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["site.key"]


def test_a_key_that_was_made_meanwhile_stays(tmp_path, monkeypatch):
    path = tmp_path / "site.key"
    first = SigningKey.load_or_make(path)
    monkeypatch.setattr(type(path), "exists", lambda self: False)
    assert SigningKey.load_or_make(path).kid == first.kid
    assert [file.name for file in tmp_path.iterdir()] == ["site.key"]


def test_a_signing_key_shows_and_gives_away_only_its_name(key):
    assert repr(key) == f"SigningKey(kid={key.kid!r})"
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_public_key_reads_back_from_text(key):
    assert PublicKey.from_hex(f"{key.public.hex}\n") == key.public
    with pytest.raises(ValueError, match="non-hexadecimal"):
        PublicKey.from_hex("zz")


def test_every_refusal_has_both_languages():
    assert all(da and en and da != en for da, en in REFUSALS.values())
    assert EnvelopeRefused("envelope.expired").da == REFUSALS["envelope.expired"][0]
