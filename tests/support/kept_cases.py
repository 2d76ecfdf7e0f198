"""Failing cases are kept in `.faults/`: what was done, what the screen showed, and the files as they were."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.project import ROOT

KEPT = ROOT / ".faults"
_STATE = ("results", "logs", ".snakemake")


class Case:
    """Collects what a failing case needs to be understood and repeated, and keeps it if it fails."""

    def __init__(self, test: str, seed: int, scratch: Path):
        self._name = re.sub(r"[^\w.]+", "-", test.rpartition("::")[2]).strip("-")[:120]
        self._about: dict[str, Any] = {
            "test": test,
            "repeat": f"python -m pytest -m faults --faults-seed {seed} '{test}'",
        }
        self._scratch = scratch / "case"
        self._scratch.mkdir()

    def note(self, **about: Any) -> None:
        """Note what was injected, or how it ended."""
        self._about.update(about)

    def screen(self, name: str, text: str) -> None:
        """Keep what a run printed."""
        (self._scratch / f"{name}.txt").write_text(text, encoding="utf-8")

    def state(self, name: str, project: Path, parts: Sequence[str] = _STATE) -> None:
        """Copy what runs left in a project, hard links and time stamps included; the code is that of the repository."""
        (self._scratch / name).mkdir()
        present = [project / part for part in parts if (project / part).exists()]
        if present:
            subprocess.run(["cp", "-a", *present, self._scratch / name], check=True)

    def keep(self, faults: Sequence[str]) -> Path:
        """Move what was collected to where it survives the session."""
        folder = KEPT / self._name
        shutil.rmtree(folder, ignore_errors=True)
        KEPT.mkdir(exist_ok=True)
        shutil.move(self._scratch, folder)
        about: Mapping[str, Any] = self._about | {"faults": list(faults)}
        (folder / "case.json").write_text(json.dumps(about, indent=2, default=str) + "\n", encoding="utf-8")
        return folder
