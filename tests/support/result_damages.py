"""Random damages of everything that a run leaves: which file, what happens to it, and which jobs must run again."""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curveball.dataset.layout import DESCRIPTION
from tests.support import damages
from tests.support.damages import Damage

CHAIN = ("merge_dataset", "validate_dataset", "describe_dataset", "write_report", "enforce_checks")
FILES = {
    "shard": ("results/shards/*/*.parquet",),
    "file of the dataset": ("results/dataset/data/*.parquet",),
    "manifest": ("results/dataset/manifest.json",),
    "validation": ("results/validation.json",),
    "description": ("results/dataset/README.md", "results/dataset/SHA256SUMS", "results/dataset/*.json"),
    "verdict": ("results/verdict.txt",),
    "page": ("results/report.html",),
    "figure": ("results/figures/*",),
    "record": ("results/records/*.json",),
    "benchmark": ("results/benchmarks/*.tsv",),
    "log": ("logs/*.log",),
    "memory of Snakemake": (".snakemake/metadata/*", ".snakemake"),
}
"""What a run leaves, in the folder of the project."""
OF_THE_PAST = {"log", "memory of Snakemake"}
"""What no later run writes to, or what it deletes if it is damaged."""
NOT_RESULTS = {"benchmark", *OF_THE_PAST}
"""What no result depends on: its damage makes no job run again."""


class _DamageOfOne(Damage):
    """A damage of a given file."""

    path: Path

    def file(self) -> Path:
        return self.path

    data_file = file


def two_swapped_results(damage: _DamageOfOne) -> None:
    other = _another_file(damage)
    content = other.read_bytes()
    other.write_bytes(damage.path.read_bytes())
    damage.path.write_bytes(content)


def a_result_in_place_of_another(damage: _DamageOfOne) -> None:
    shutil.copy(_another_file(damage), damage.path)


def a_link_to_nothing(damage: _DamageOfOne) -> None:
    damage.path.unlink()
    damage.path.symlink_to("nowhere")


def a_link_to_itself(damage: _DamageOfOne) -> None:
    damage.path.unlink()
    damage.path.symlink_to(damage.path.name)


def a_pipe_in_place_of_a_file(damage: _DamageOfOne) -> None:
    damage.path.unlink()
    os.mkfifo(damage.path)


def a_folder_with_files_in_place_of_a_file(damage: _DamageOfOne) -> None:
    content = damage.path.read_bytes()
    damage.path.unlink()
    damage.path.mkdir()
    (damage.path / "mine").write_bytes(content)


def other_json(damage: _DamageOfOne) -> None:
    texts = ["", "{", "null", "[]", "{}", '"text"', "[" * 5000, '{"identity": 1, "files": {}}', '{"files": null}', "\0"]
    damage.path.write_text(damage.random.choice(texts))


def a_changed_number(damage: _DamageOfOne) -> None:
    text = damage.path.read_text()
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = damage.random.choice(places or [0])
    damage.path.write_text(f"{text[:place]}{damage.random.randrange(10)}{text[place + 1 :]}")


def reformatted_json(damage: _DamageOfOne) -> None:
    damage.path.write_text(json.dumps(json.loads(damage.path.read_text()), indent=3))


OF_ANY: list[Callable[..., None]] = [
    damages.a_flipped_bit,
    damages.changed_bytes,
    damages.a_truncated_file,
    damages.an_extended_file,
    damages.bytes_inserted,
    damages.a_deleted_file,
    damages.an_empty_file,
    damages.a_file_of_another_run,
    damages.a_directory_in_place_of_a_file,
    two_swapped_results,
    a_result_in_place_of_another,
    a_link_to_nothing,
    a_link_to_itself,
    a_pipe_in_place_of_a_file,
    a_folder_with_files_in_place_of_a_file,
]
OF_PARQUET: list[Callable[..., None]] = [damages.a_flipped_bit_in_a_footer, damages.a_block_of_zeros]
OF_JSON: list[Callable[..., None]] = [other_json, a_changed_number, reformatted_json]


@dataclass(frozen=True, kw_only=True)
class ResultDamage:
    """One damage of one file that a run left."""

    of: str
    """One of FILES."""
    file: str
    """Path in the folder of the project."""
    kind: str
    keeps_time: bool
    """Whether the file keeps its time stamps, as it does if a bit flips on a disk."""
    seed: int

    def __str__(self) -> str:
        return f"{self.kind} of {self.file}{', old time' if self.keeps_time else ''}"

    @property
    def is_refused(self) -> bool:
        """Whether the next run must refuse it, since what it would have to delete may be somebody's."""
        return self.kind == a_folder_with_files_in_place_of_a_file.__name__ and self.of not in OF_THE_PAST

    def plant(self, project: Path, other: Path) -> list[str]:
        """Plant the damage, and return the files of the results that it damaged."""
        path = project / self.file
        if path.is_dir():
            shutil.rmtree(path)
            return []
        before, status = _contents(project), path.stat()
        damage = _DamageOfOne(project, other, random.Random(self.seed))  # noqa: S311  It decides nothing secret.
        damage.path = path
        next(kind for kind in OF_ANY + OF_PARQUET + OF_JSON if kind.__name__ == self.kind)(damage)
        if self.keeps_time and os.path.lexists(path):
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns), follow_symlinks=False)
        after = _contents(project)
        changed = [file for file in before if before[file] != after.get(file)]
        return [file.relative_to(project).as_posix() for file in changed] if self.of not in NOT_RESULTS else []


def jobs_of(files: Sequence[str]) -> dict[str, int]:
    """Return how many jobs of each rule must run again if these files were damaged."""
    owners = {_owner(Path(file)) for file in files}
    if not owners:
        return {}
    shards = Counter(owner.rpartition("_")[0] for owner in owners - set(CHAIN))
    first = min(CHAIN.index(owner) if owner in CHAIN else 0 for owner in owners)
    after = set(CHAIN[first:]) if CHAIN[first] != "describe_dataset" else {*owners, CHAIN[-1]}  # no input of the report
    return shards | dict.fromkeys(after, 1) | {"all": 1}


def draw_damages(seed: int, count: int, project: Path) -> list[ResultDamage]:
    """Draw damages of the files of a finished project, as many of each of FILES."""
    chance = random.Random(f"damages {seed}")  # noqa: S311
    files = {of: sorted(_names(project, patterns)) for of, patterns in FILES.items()}
    return [_draw(chance, of, files[of]) for number in range(count) for of in [list(FILES)[number % len(FILES)]]]


def _draw(chance: random.Random, of: str, files: list[str]) -> ResultDamage:
    file = chance.choice(files)
    kinds = OF_ANY + OF_PARQUET * file.endswith(".parquet") + OF_JSON * file.endswith(".json")
    if of == "log":
        kinds = [kind for kind in kinds if kind is not damages.a_file_of_another_run]  # It has another name.
    kind = chance.choice(kinds).__name__
    return ResultDamage(of=of, file=file, kind=kind, keeps_time=chance.random() < 0.5, seed=chance.randrange(1 << 30))


def _names(project: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    return (path.relative_to(project).as_posix() for pattern in patterns for path in project.glob(pattern))


def _contents(project: Path) -> dict[Path, Any]:
    """Return what each result holds."""
    files = (file for file in (project / "results").rglob("*") if file.parent.name != "benchmarks")
    return {file: _content(file) for file in files if not file.is_dir()}


def _content(file: Path) -> Any:
    if not file.is_file():
        return None
    content = file.read_bytes()
    if file.parent.name == "records":
        with suppress(ValueError, RecursionError):
            return json.loads(content)
    return content


def _owner(file: Path) -> str:
    """Return the job that writes a result."""
    folder = file.parts[1]
    if folder == "records":
        return file.stem
    if folder == "shards":
        return f"generate_{file.parent.name}_{file.stem}"
    if folder == "dataset" and file.name in DESCRIPTION:
        return "describe_dataset"
    owners = {"dataset": 0, "validation.json": 1, "figures": 3, "report.html": 3, "verdict.txt": 4}
    return CHAIN[owners[folder]]


def _another_file(damage: _DamageOfOne) -> Path:
    """Return a file beside the damaged one, or in the folder above, with the same suffix if there is one."""
    for folder in damage.path.parents:
        others = [path for path in sorted(folder.rglob("*")) if path.is_file() and path != damage.path]
        if others:
            return damage.random.choice([path for path in others if path.suffix == damage.path.suffix] or others)
    raise AssertionError("There is only one file")
