"""A check that every description is complete."""

import numpy as np
from numpy.typing import NDArray

from curveball.validation.batch import Batch
from curveball.validation.check import FaultyRows


class CompleteSentences(FaultyRows):
    """Every description ends with a period.

    A cut-off text would mislead a model that learns from captions.
    """

    name = "complete_sentences"
    description = "Every description is a complete sentence."
    quantity = "descriptions that do not end with a period"

    def faults(self, batch: Batch) -> NDArray[np.bool_]:
        descriptions = batch.rows["description"].to_pylist()
        return np.array([not str(text).endswith(".") for text in descriptions])
