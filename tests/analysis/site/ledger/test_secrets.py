import json
import pickle

import numpy as np
import pytest

from analysis.site.evidence import Grid
from analysis.site.ledger.asking import Answer, Ask, Kind
from analysis.site.ledger.secrets import DomainSecret, _write_once, domain_secret
from analysis.site.ledger.sets import sets_of_grid

GRID = Grid(np.array([31337, 31338]), np.array([0, 0]), (np.zeros(1, np.int64),))
SECRET_THINGS = [
    DomainSecret(b"s" * 32),
    GRID,
    Ask(Kind.COUNT, GRID, 5, 5),
    Answer({"persons": (31337,)}, np.array([31337])),
    sets_of_grid(GRID),
    sets_of_grid(GRID).lookup,
]


@pytest.mark.parametrize("thing", SECRET_THINGS, ids=lambda thing: type(thing).__name__)
def test_evidence_has_no_serialiser(thing):
    with pytest.raises(TypeError):
        pickle.dumps(thing)
    with pytest.raises(TypeError):
        json.dumps(thing)
    assert repr(thing) == str(thing) == f"<{type(thing).__name__}>"


def test_person_keys_depend_on_secret_and_person_alone():
    first, other = DomainSecret(b"a" * 32), DomainSecret(b"b" * 32)
    keys = first.person_keys(1000)
    assert np.array_equal(keys[:10], first.person_keys(10))
    assert len(np.unique(keys)) == 2000
    assert not np.isin(other.person_keys(1000), keys).any()


def test_draws_are_even():
    secret = DomainSecret(b"a" * 32)
    draws = [secret.draw(number.to_bytes(16, "big"), purpose="round:5", below=5) for number in range(5000)]
    assert (np.abs(np.bincount(draws) - 1000) < 120).all()


def test_the_second_of_two_first_uses_keeps_the_first_secret(tmp_path):
    first = domain_secret(tmp_path, "dk").key
    _write_once(tmp_path / "dk.secret")
    assert domain_secret(tmp_path, "dk").key == first
    assert [path.name for path in tmp_path.iterdir()] == ["dk.secret"]
