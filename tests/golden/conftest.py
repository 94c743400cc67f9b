"""The answers to the golden plans, each plan run once."""

import pytest

from tests.golden.answers import Answers


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Results of golden plans on open copies of their sites."""
    return Answers(tmp_path_factory.mktemp("sites"))
