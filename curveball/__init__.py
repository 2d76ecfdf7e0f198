"""Labeled videos of a ball that moves along a known 3-D curve: generated, checked and read.

>>> import curveball
>>> config = curveball.load_config("config/config.yaml")
>>> sample = curveball.generate(config, "helical", [3])[0]
>>> train = curveball.Dataset("results/dataset", split="train")
"""

__version__ = "0.1.0"

# Each name is imported on first use, because each job of the pipeline needs only a part of the library. The types of
# the names are in `__init__.pyi`.
_MODULES = {
    "Config": "config.model",
    "ConfigError": "config.errors",
    "CurveballError": "config.errors",
    "Dataset": "dataset.reader",
    "Sample": "dataset.sample_rows",
    "Stream": "dataset.stream",
    "Verification": "dataset.verification",
    "boxes": "dataset.annotations",
    "decode_rows": "dataset.hugging_face",
    "depth": "dataset.annotations",
    "flow": "dataset.annotations",
    "generate": "dataset.samples",
    "load_config": "config.loading",
    "masks": "dataset.annotations",
    "parse_config": "config.loading",
    "reverse": "dataset.reversal",
    "timestamps": "dataset.annotations",
    "twin": "dataset.twins",
    "verify": "dataset.verify",
}
__all__ = ["__version__", *sorted(_MODULES)]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
