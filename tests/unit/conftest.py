"""A small real dataset."""

import pytest

from tests.support.made_dataset import Made, make_dataset


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The default dataset with 24 samples of each class, in shards of 10 and files of 20."""
    settings = {"samples_per_class": 24, "samples_per_shard": 10, "rows_per_file": 20}
    return make_dataset(settings, tmp_path_factory.mktemp("made"))
