"""What the classifiers of the audit learn from, and what they are judged by."""

from collections.abc import Callable
from typing import Any

import numpy as np

from curveball.checks.observations import Observations, Rows


def judge(
    seen: Observations, model: Any, features: Callable[[Rows], np.ndarray], tests: int = 1, every: int = 1
) -> Any:
    """Return the score of a classifier that learns from the observed rows of train and is judged by those of test.

    Args:
        seen: The rows.
        model: A new classifier.
        features: What it sees of them.
        every: Which rows it learns from: every so many.
        tests: How many scores are judged together: each one's interval is wider, so that all hold together.
    """
    from curveball import probes

    lesson = {name: values[::every] for name, values in seen.train.items()}
    train, test = ((features(rows), rows["label"]) for rows in (lesson, seen.test))
    return probes.score(model, train, test, len(seen.config.classes), seen.config.checks.alarm / tests)
