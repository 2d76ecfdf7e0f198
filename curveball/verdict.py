"""The end of a run: did every promise about the dataset hold?"""

import json
from pathlib import Path

from curveball.atomic import write_text
from curveball.errors import CurveballError


class BrokenPromiseError(CurveballError):
    """The dataset is not what was promised."""


def enforce(validation: Path, report: Path, path: Path) -> None:
    """Write the verdict if every promise held.

    Args:
        validation: What was measured, as JSON.
        report: The page that shows it, for the message.
        path: Where the verdict goes.

    Raises:
        BrokenPromiseError: A promise is broken. The message names each.
    """
    checks = json.loads(validation.read_text(encoding="utf-8"))["checks"]
    broken = [check for check in checks if check["passed"] is False]
    if broken:
        lines = [f"  {check['name']}: {_fault(check)}" for check in broken]
        summary = f"{len(broken)} of {len(checks)} promises about the dataset are broken:"
        raise BrokenPromiseError("\n".join([summary, *lines, f"See {report} and {validation}."]))
    write_text(path, f"All {len(checks)} promises held.\n")


def _fault(check: dict) -> str:
    return check["details"].get("finding") or f"{check['promise']}; measured {check['measured']}"
