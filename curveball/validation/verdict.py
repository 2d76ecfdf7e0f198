"""The end of a run: did every promise about the dataset hold?"""

import json
from pathlib import Path

from curveball.config.errors import CurveballError
from curveball.generation.atomic import write_text


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
    applying = sum(check["passed"] is not None for check in checks)
    if broken:
        lines = [f"  {check['name']}: {_fault(check)}" for check in broken]
        are = "is" if len(broken) == 1 else "are"
        summary = f"{len(broken)} of {applying} promises about the dataset {are} broken:"
        raise BrokenPromiseError("\n".join([summary, *lines, f"See {report} and {validation}."]))
    others = len(checks) - applying
    write_text(path, f"All {applying} promises held{_silent(others)}.\n")


def _fault(check: dict) -> str:
    details = check["details"]
    found = details.get("reason") or f"measured {check['measured']}"
    among = f", among them {', '.join(details['examples'][:2])}" if "examples" in details else ""
    return details.get("finding") or f"{check['promise']}; {found}{among}"


def _silent(count: int) -> str:
    """Say how many promises are neither held nor broken: they don't apply, or have no bound."""
    return f"; {count} more {'is' if count == 1 else 'are'} not judged" if count else ""
