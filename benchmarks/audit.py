"""The shortcut audit on many datasets.

python benchmarks/audit.py settings                  # a table of the settings that must pass
python benchmarks/audit.py settings --only default   # one line of the table
python benchmarks/audit.py seeds --count 50          # false alarms: 50 datasets of 2,000 samples
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard
from curveball.validation.outcome import Measurement, NamedScore, Outcome, ProbeScores
from curveball.validation.validate import measure

ROOT = Path(__file__).parents[1]
SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "32 x 32, grayscale, 8 frames": {"height": 32, "width": 32, "grayscale": True, "frames": 8},
    "128 x 128": {"height": 128, "width": 128},
    "32 frames": {"frames": 32},
    "no jitter": {"jitter": {"probability": 0.0}},
    "style: trail": {"style": "trail"},
    "constant speed": yaml.safe_load((ROOT / "config/examples/constant_speed.yaml").read_text("utf-8")),
}
_COLUMNS = (
    "single_frame_position",
    "single_frame_pixels",
    "two_frames",
    "step_length",
    "mean_speed",
    "bounding_box",
    "radius_over_time",
    "mean_color",
    "ball_pixels",
    "file_order",
    "sample_index",
    "motion_accuracy",
    "motion_3d_accuracy",
    "direction_without_order",
    "direction_in_order",
)
_REPORTED = (
    "all frames without their order",
    "mean image",
    "darkest-pixel image",
    "three consecutive frames",
    "first and last frame",
    "lengths of all steps, sorted",
    "length of the path over its extent",
)


def audit(config: Config, cores: int = 2) -> Outcome:
    """Generate a dataset in a temporary folder and evaluate all checks."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shards = {shard: folder / shard.file for shard in layout.shards(config)}
        for shard, path in shards.items():
            write_shard(config, shard.class_name, shard.first, shard.count, path, _ignore)
        merge_shards(config, list(shards.values()), folder / "dataset", _ignore)
        return measure(config, folder / "dataset", cores, _ignore)


def compare_settings(samples_per_class: int | None, only: str | None) -> None:
    """Print a line for each setting: the accuracies with the bounds that were applied, and the checks that failed."""
    columns = [*_COLUMNS, *_REPORTED]
    print("| setting | " + " | ".join(columns) + " | failed |")
    print("|---" * (len(columns) + 2) + "|")
    for name, settings in SETTINGS.items():
        if only in (None, name):
            size = {} if samples_per_class is None else {"samples_per_class": samples_per_class}
            outcome = audit(parse_config(settings | size))
            cells = [_value_and_bound(outcome[column]) for column in _COLUMNS]
            cells += [f"{probe.accuracy:.3f}" for probe in _reported(outcome)]
            failed = [check.name for check in outcome.having("failed")]
            print(f"| {name} | " + " | ".join(cells) + f" | {', '.join(failed) or 'none'} |", flush=True)


def _reported(outcome: Outcome) -> list[NamedScore]:
    """Return the scores without a bound that are in the table."""
    details = outcome["reported_probes"].details
    return [probe for probe in details.probes if probe.name in _REPORTED] if isinstance(details, ProbeScores) else []


def _value_and_bound(check: Measurement) -> str:
    """Return an accuracy and its bound: `0.283 (0.30)`; a dash where the check does not apply."""
    return "-" if check.value is None else f"{check.value:.3f} ({check.bound:.2f})"


def count_false_alarms(count: int, samples_per_class: int) -> None:
    """Print how many datasets of different seeds pass and which checks failed on the others; exit with 1 below 98%."""
    failures: Counter[str] = Counter()
    passed, total = 0, Config(samples_per_class=samples_per_class).total_samples
    for seed in range(count):
        failed = audit(Config(seed=seed, samples_per_class=samples_per_class)).having("failed")
        failures.update(check.name for check in failed)
        passed += not failed
        for check in failed:
            print(f"seed {seed}: {check.name}: {check.finding}", flush=True)
    print(f"{passed} of {count} datasets of {total:,} samples pass; failed checks: {dict(failures)}")
    raise SystemExit(passed < 0.98 * count)


def _ignore(done: int) -> None:
    """Progress is not shown."""


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    settings = commands.add_parser("settings", help="audit the settings that must pass")
    settings.add_argument("--samples-per-class", type=int, help="videos of each class; the default is 7,500")
    settings.add_argument("--only", choices=SETTINGS)
    seeds = commands.add_parser("seeds", help="count false alarms")
    seeds.add_argument("--count", type=int, default=50)
    seeds.add_argument("--samples-per-class", type=int, default=500)
    arguments = parser.parse_args()
    if arguments.command == "settings":
        compare_settings(arguments.samples_per_class, arguments.only)
    else:
        count_false_alarms(arguments.count, arguments.samples_per_class)


if __name__ == "__main__":
    main()
