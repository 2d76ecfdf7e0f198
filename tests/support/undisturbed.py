"""What undisturbed runs leave, and how the results of a disturbed one differ from it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from curveball.dataset.provenance import file_digest

_MEASURED = ("benchmarks/", "report.html", "figures/time_line.svg", "records/write_report.json")
"""Results that hold measured times, so that no two runs write the same bytes."""


class Undisturbed:
    """The files that undisturbed runs leave in their results folders, by the seeds of the runs."""

    def __init__(self, results: Mapping[str, Path]):
        self.digests = {seed: digests(folder) for seed, folder in results.items()}

    def faults_between(self, results: Path) -> list[str]:
        """Return what is wrong with the results of a killed run, before the next one."""
        found = digests(results)
        seeds = {name: self._seeds(name, digest) for name, digest in found.items() if not is_measured(name)}
        faults = [
            f"half-written: {name}"
            for name in found
            if not (is_whole(results / name) if is_measured(name) else seeds[name])
        ]
        about = {
            "dataset/manifest.json": [name for name in seeds if name.startswith("dataset/data/")],
            "dataset/SHA256SUMS": [name for name in seeds if name.startswith("dataset/") or name == "validation.json"],
            "verdict.txt": [name for name in seeds if name.startswith("dataset/") or name == "validation.json"],
        }
        for name, others in about.items():
            if name in found and not set.intersection(*(seeds[other] for other in [name, *others])):
                faults.append(f"beside files that it is not about: {name}")
        return faults

    def faults_after(self, results: Path, seed: str) -> list[str]:
        """Return how the results of a run differ from those of an undisturbed one."""
        expected, found = self.digests[seed], digests(results)
        missing = [name for name in expected.keys() - found.keys() if not name.startswith("benchmarks/")]
        faults = [f"missing: {name}" for name in missing]
        faults += [f"extra: {name}" for name in found.keys() - expected.keys()]
        for name in sorted(expected.keys() & found.keys()):
            if is_measured(name):
                faults += [f"not whole: {name}"] * (not is_whole(results / name))
            elif expected[name] != found[name]:
                faults.append(f"other bytes: {name}")
        return sorted(faults) + [f"left behind: {name}" for name in sorted(_hidden(results))]

    def _seeds(self, name: str, digest: str) -> set[str]:
        """Return the runs of which a file can be."""
        return {seed for seed, run in self.digests.items() if run.get(name) == digest}


def digests(results: Path) -> dict[str, str]:
    """Return the digests of all results by their names; hidden files, such as temporary ones, are no results."""
    return {
        path.relative_to(results).as_posix(): file_digest(path)
        for path in sorted(results.rglob("*"))
        if path.is_file() and not _is_hidden(path.relative_to(results))
    }


def is_measured(name: str) -> bool:
    """Tell whether a result holds measured times."""
    return name.startswith(_MEASURED)


def is_whole(path: Path) -> bool:
    """Tell whether a file whose bytes are not known was written to its end."""
    try:
        if path.suffix == ".html":
            return path.read_text(encoding="utf-8").rstrip().endswith("</html>")
        if path.suffix == ".svg":
            ElementTree.parse(path)  # noqa: S314
        elif path.suffix in {".png", ".webp"}:
            Image.open(path).load()
        elif path.suffix == ".json":
            json.loads(path.read_bytes())
    except (ValueError, OSError, ElementTree.ParseError):
        return False
    return True


def _hidden(results: Path) -> Iterator[str]:
    names = (path.relative_to(results) for path in results.rglob("*"))
    return (name.as_posix() for name in names if _is_hidden(name))


def _is_hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
