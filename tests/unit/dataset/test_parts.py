import numpy as np
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from curveball.config.loading import parse_config
from curveball.dataset import layout, parts
from curveball.dataset.merged_part import read_merged_part, write_merged_part
from curveball.dataset.merging import complete_dataset, merge_part, merge_shards
from curveball.dataset.order import class_order
from curveball.dataset.shard_reading import ShardError
from curveball.dataset.splits import ALL_SPLITS, split_of
from curveball.generation.shards import write_shard

TINY = {"frames": 2, "height": 16, "width": 16, "rows_per_file": 40}
SETTINGS = {
    "equal classes": {"samples_per_class": 250, "samples_per_shard": 60},
    "unequal classes": {"samples_per_class": {"linear": 900, "circular": 30, "helical": 1, "parabolic": 400}},
    "few in test": {"samples_per_class": 200, "splits": {"train": 0.9, "validation": 0.08, "test": 0.02}},
    "further splits": {
        "samples_per_class": 150,
        "splits": {"hold_out": {"circular.radius_m": {"above": 0.7}, "extent": {"above": 0.12}}, "twins": 50},
    },
}
SLOW = ("equal classes", "few in test")


def merged_in_parts(config, shards, folder):
    """Merge each part as a job of its own does, the last one first."""
    listed = []
    for part in reversed(parts.parts(config)):
        own = [shards[shard] for shard in part.shards]
        write_merged_part(merge_part(config, part, own, folder, lambda done: None), folder / f"{part.number}.json")
        listed.insert(0, folder / f"{part.number}.json")
    complete_dataset(config, [read_merged_part(path) for path in listed], folder)
    return listed


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in SETTINGS]
)
def test_the_dataset_does_not_depend_on_its_parts(tmp_path, monkeypatch, name):
    config = parse_config(TINY | SETTINGS[name])
    shards = {shard: tmp_path / shard.file for shard in layout.shards(config)}
    for shard, path in shards.items():
        write_shard(config, shard.class_name, shard.first, shard.count, path, lambda done: None)
    merge_shards(config, list(shards.values()), tmp_path / "whole", lambda done: None)

    monkeypatch.setattr(parts, "_MAX_ROWS_OF_ONE", 100)
    monkeypatch.setattr(parts, "_ROWS_OF_A_PART", 150)
    assert len(parts.parts(config)) > 3
    merged_in_parts(config, shards, tmp_path / "parts")
    whole = sorted((tmp_path / "whole").rglob("*.parquet"))
    assert [path.read_bytes() for path in sorted((tmp_path / "parts").rglob("*.parquet"))] == [
        path.read_bytes() for path in whole
    ]
    assert (tmp_path / "parts/manifest.json").read_bytes() == (tmp_path / "whole/manifest.json").read_bytes()
    for path in whole[:-1]:
        metadata = pq.read_metadata(path)
        assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [metadata.num_rows]


def test_a_dataset_without_all_shards_is_refused(tmp_path, monkeypatch):
    config = parse_config(TINY | {"samples_per_class": 60, "samples_per_shard": 20, "classes": {"linear": {}}})
    shards = {shard: tmp_path / shard.file for shard in layout.shards(config)}
    for shard, path in shards.items():
        write_shard(config, shard.class_name, shard.first, shard.count, path, lambda done: None)
    (part,) = parts.parts(config)
    merged = merge_part(config, part, list(shards.values()), tmp_path, lambda done: None)
    names = sorted(merged.fingerprints)
    missing = replace(merged, fingerprints={name: merged.fingerprints[name] for name in names[1:]})
    changed = replace(merged, fingerprints=merged.fingerprints | {names[0]: "0" * 32})
    for wrong, message in ((missing, "Not all shards"), (changed, "A shard has changed")):
        with pytest.raises(ShardError, match=message):
            complete_dataset(config, [merged, wrong] if wrong is changed else [wrong], tmp_path)


def test_small_datasets_are_one_part_and_large_ones_have_parts_of_few_shards():
    assert len(parts.parts(parse_config({}))) == 1
    config = parse_config({"samples_per_class": 250_000, "samples_per_shard": 7_500})
    found = parts.parts(config)
    assert len(found) == 8
    assert max(len(part.shards) for part in found) <= 4 * 8 < len(layout.shards(config)) / 4
    assert [file for split in ALL_SPLITS for part in found for file in part.files if file.split == split] == (
        layout.data_files(config)
    )
    assert sum(part.total_rows for part in found) == 1_000_000


def test_the_indices_of_a_part_are_within_its_range():
    config = parse_config({"samples_per_class": 100_000})
    split_of_index = {name: split_of(config, name, np.arange(100_000)) for name in config.classes}
    for part in parts.parts(config):
        for split, (first, stop) in part.rows.items():
            rows = class_order(config, split, first, stop)
            for number, name in enumerate(config.classes):
                own = np.flatnonzero(split_of_index[name] == ALL_SPLITS.index(split))
                taken = own[rows.before[number] :][: np.count_nonzero(rows.classes == number)]
                low, high = part.indices[name]
                assert low <= taken.min()
                assert taken.max() < high


@pytest.mark.parametrize(
    ("videos", "count"),
    [(250_000, 1), (250_004, 3), (1_000_000, 8), (12_500_000, 100), (100_000_000, 100)],
)
def test_parts_have_125_000_videos_each_but_are_at_most_a_hundred(videos, count):
    settings = {"samples_per_class": videos // 4, "rows_per_file": 25_000}
    assert parts.count_parts(parse_config(settings)) == count


@pytest.mark.parametrize(("size", "count"), [(1_000_000, 100), (250_000, 400), (1_000, 400)])
def test_parts_of_a_chosen_size_are_at_most_400(size, count):
    settings = {"samples_per_class": 25_000_000, "rows_per_file": 25_000, "samples_per_part": size}
    assert parts.count_parts(parse_config(settings)) == count
