"""Where a dataset comes from: configuration, code and versions, as `provenance.json` holds them."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import curveball
from curveball.publication.facts import Facts
from curveball.structures import to_json

_GIT_TIMEOUT_S = 10
_CODE = ("curveball", "workflow", "CITATION.cff")
"""What the bytes of results depend on, besides the configuration."""


def render_provenance(facts: Facts, phases: Mapping[str, Any], identities: Mapping[str, str], code_folder: Path) -> str:
    """Return the content of `provenance.json`.

    It holds no time and no name of a machine or folder.

    Args:
        facts: What is known about the dataset.
        phases: Digest of the code and versions of the packages behind each phase, by the name of the phase.
        identities: Identities of the results, by the names of their jobs.
        code_folder: Folder of the code, whose commit is named if it is a git repository.
    """
    content = {
        "generator": {
            "name": facts.citation.title,
            "version": curveball.__version__,
            "url": facts.citation.url or None,
        },
        "git": read_commit(code_folder),
        "fingerprint": facts.manifest.fingerprint,
        "dataset_identity": facts.manifest.identity,
        "samples": facts.manifest.samples,
        "seed": facts.config.seed,
        "checks_passed": facts.outcome.passed,
        "results": dict(identities),
        "phases": dict(phases),
        "config": to_json(facts.config, "exports"),
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def read_commit(folder: Path) -> dict[str, Any] | None:
    """Return the git commit of a folder, and whether its code differs from it; None if git does not track the folder.

    The code includes files that are in no commit yet, such as a new class of motion.

    Args:
        folder: The folder of the code.
    """
    commit = _git(folder, "rev-parse", "HEAD")
    tracked = _git(folder, "ls-files", "--error-unmatch", "curveball/__init__.py")
    if not commit or not tracked:
        return None
    changes = _git(folder, "status", "--porcelain", "--untracked-files=all", "--", *_CODE)
    return {"commit": commit, "has_changes": changes != ""}


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git prints; None if it fails, or if there is no git."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(  # noqa: S603 the arguments are those above
            # A folder in a container may belong to another user; its code is run anyway.
            ["git", "-c", "safe.directory=*", "-C", str(folder), *arguments],  # noqa: S607 the git of the user
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=_GIT_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout.strip()
