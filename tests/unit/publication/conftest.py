"""A tiny dataset with its description, which tests only read."""

import pytest

from curveball.publication.facts import Facts
from tests.support.published import facts_of, publish
from tests.support.results import Results


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return publish(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="session")
def facts(published: Results) -> Facts:
    return facts_of(published)
