"""The end of the workflow: it fails if a check of the dataset failed."""

from pathlib import Path

from curveball.config.errors import CurveballError
from curveball.generation.atomic import write_text
from curveball.validation.outcome import Outcome, read_outcome


class CheckFailedError(CurveballError):
    """A check of the dataset failed."""


def enforce(validation: Path, manifest: Path, report: Path, path: Path, identity: str | None = None) -> None:
    """Write the verdict if no check failed.

    Args:
        validation: The outcome of the validation, validation.json.
        manifest: The manifest of the dataset that it must be about.
        report: The page that shows it, for the message.
        path: Where the verdict is written.
        identity: The identity that the outcome must have; None accepts any.

    Raises:
        CheckFailedError: A check failed. The message has one line per failed check.
        OutcomeError: `validation` is not the outcome of this validation of this dataset.
    """
    outcome = read_outcome(validation, manifest, identity)
    failed = outcome.having("failed")
    bounded = len(failed) + len(outcome.having("passed"))
    if failed:
        lines = [f"  {check.name}: {check.finding}" for check in failed]
        summary = f"{len(failed)} of {bounded} checks failed:"
        raise CheckFailedError("\n".join([summary, *lines, f"See {report} and {validation}."]))
    verdict = f"{'; '.join([f'All {bounded} checks passed', *others(outcome)])}."
    write_text(path, f"{verdict}\nDataset: {outcome.fingerprint}\nValidation: {outcome.identity}\n")


def others(outcome: Outcome) -> list[str]:
    """Return how many checks neither passed nor failed, by the reason."""
    reported, not_applicable = len(outcome.having("reported")), len(outcome.having("not_applicable"))
    return [
        *([f"{reported} {'is' if reported == 1 else 'are'} reported only"] if reported else []),
        *([f"{not_applicable} {'does' if not_applicable == 1 else 'do'} not apply"] if not_applicable else []),
    ]
