import numpy as np
import psutil
import pytest

from curveball.validation import repeats
from curveball.validation.repeats import Repeats, key_of, keyed, merged


def records(names):
    return keyed([key_of(name) for name in names], name=np.array([name.encode() for name in names], dtype="S8"))


def found(collected):
    return [name.decode() for group in collected.find() for name in group["name"].tolist()]


def test_records_with_equal_keys_are_found_together():
    collected = Repeats()
    collected.add(records(["a", "b", "c"]))
    collected.add(records(["b", "d", "a", "b"]))
    names = found(collected)
    assert sorted(names) == ["a", "a", "b", "b", "b"]
    assert names in (["a", "a", "b", "b", "b"], ["b", "b", "b", "a", "a"])


@pytest.mark.parametrize("names", [[], [["a"]], [["a", "b"], ["c"]]])
def test_nothing_is_found_where_nothing_repeats(names):
    collected = Repeats()
    for part in names:
        collected.add(records(part))
    assert found(collected) == []


def test_keys_that_differ_in_one_half_only_are_different():
    collected = Repeats()
    collected.add(keyed([bytes(16), bytes(15) + b"\1", b"\1" + bytes(15)]))
    assert list(collected.find()) == []


@pytest.mark.parametrize("at_a_time", [1, 7, 100])
def test_sorted_runs_in_files_give_the_same_in_any_ranges(tmp_path, monkeypatch, at_a_time):
    monkeypatch.setattr(repeats, "_RECORDS_AT_A_TIME", at_a_time)
    monkeypatch.setattr(repeats, "_SMALL_RUN", 5)
    names = [f"{number % 40}" for number in range(60)]
    collected = Repeats()
    for part in (names[:13], names[13:14], names[14:16], names[16:]):
        np.save(tmp_path / f"{len(part)}.npy", merged([records(part[:1]), records(part[1:])]))
        collected.add(np.load(tmp_path / f"{len(part)}.npy", mmap_mode="r"))
    assert sorted(found(collected)) == sorted(names[:20] + names[40:])


def test_records_in_files_stay_there(tmp_path, monkeypatch):
    monkeypatch.setattr(repeats, "_RECORDS_AT_A_TIME", 1 << 16)
    rows = keyed(
        [number.to_bytes(4, "big") + bytes(12) for number in range(0, 1 << 32, 1 << 14)], more=np.zeros((1 << 18, 12))
    )
    np.save(tmp_path / "run.npy", rows)
    collected = Repeats()
    collected.add(np.load(tmp_path / "run.npy", mmap_mode="r"))
    assert list(collected.find()) == []

    mapped = [each.rss for each in psutil.Process().memory_maps() if each.path.endswith("run.npy")]
    assert sum(mapped) < rows.nbytes / 4


def test_records_of_many_files_are_compared_without_their_pages_in_memory(tmp_path, monkeypatch):
    held = []

    def noting_memory(runs):
        records = merged(runs)
        held.append(sum(each.rss for each in psutil.Process().memory_maps() if each.path.startswith(str(tmp_path))))
        return records

    monkeypatch.setattr(repeats, "_RECORDS_AT_A_TIME", 1 << 16)
    monkeypatch.setattr(repeats, "merged", noting_memory)
    collected = Repeats()
    for file in range(4):
        numbers = range(file << 10, 1 << 32, 1 << 16)
        rows = keyed([number.to_bytes(4, "big") + bytes(12) for number in numbers], more=np.zeros((1 << 16, 5)))
        np.save(tmp_path / f"{file}.npy", rows)
        collected.add(np.load(tmp_path / f"{file}.npy", mmap_mode="r"))
    assert list(collected.find()) == []
    assert held == [0] * 4
