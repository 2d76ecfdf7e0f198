"""What mypy and an IDE know about the public interface: mypy checks this file, and nothing runs it."""

from pathlib import Path
from typing import assert_type

import curveball

config = curveball.load_config(Path("config/config.yaml"))
assert_type(config, curveball.Config)
assert_type(config.samples_per_class, int | dict[str, int])
assert_type(config.class_counts, dict[str, int])
assert_type(curveball.parse_config({"seed": 3}), curveball.Config)

samples = curveball.generate(config, "helical", [3])
assert_type(samples, list[curveball.Sample])

train = curveball.Dataset("results/dataset", split="train")
assert_type(train, curveball.Dataset)
assert_type(train[0], curveball.Sample)
assert_type(train[:10], curveball.Dataset)
assert_type(train[[3, 1]], curveball.Dataset)

assert_type(train.batch([3, 1]), curveball.Sample)

stream = curveball.Stream(config, split="train", layout="TCHW", dtype="float32")
assert_type(stream[0], curveball.Sample)
assert_type(stream.fresh(1)[:10].shuffled(epoch=2), curveball.Stream)

verification = curveball.verify(Path("results/dataset"))
assert_type(verification, curveball.Verification)
assert_type(verification.passed, bool)

error: ValueError = curveball.ConfigError("A configuration error is a CurveballError, and this is a ValueError.")
error = curveball.CurveballError()

# mypy reports an unused `ignore`, so each of these lines shows that the mistake is noticed.
curveball.generate(config, "helical", 3)  # type: ignore[arg-type]
curveball.Dataset(split="train")  # type: ignore[call-arg]
curveball.Stream(config, layout="CTHW")  # type: ignore[arg-type]
train.samples  # type: ignore[attr-defined]  # noqa: B018
curveball.generated  # type: ignore[attr-defined]  # noqa: B018
