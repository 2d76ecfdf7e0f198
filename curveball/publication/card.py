"""The card of a dataset: README.md with the metadata that Hugging Face reads.

Formats: https://huggingface.co/docs/hub/datasets-cards and https://github.com/huggingface/hub-docs/blob/main/datasetcard.md.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from curveball.config.settings_text import settings_text
from curveball.dataset import layout
from curveball.dataset.splits import largest_share
from curveball.publication.columns import Column
from curveball.publication.facts import Facts
from curveball.publication.markdown import Verbatim, code, markdown_environment
from curveball.publication.statements import statements
from curveball.validation.outcome import Baselines, Measurement

_TEMPLATES = Path(__file__).parent / "template"
_SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7))
_HUGGING_FACE_TYPES = {"int64": "int64", "float32": "float32", "float64": "float64", "string": "string"}
_AUDIT = ("single_frame_", "mean_color", "ball_pixels", "file_order", "sample_index", "motion_", "question_")
"""How the names of checks begin that train a classifier."""


def render_card(facts: Facts) -> str:
    """Return the card: metadata in YAML, and text in Markdown. Every text in it is escaped."""
    metadata = yaml.safe_dump(_metadata(facts), sort_keys=False, allow_unicode=True, width=100)
    template = markdown_environment(_TEMPLATES).get_template("card.md.jinja")
    text = template.render(
        facts=facts,
        config=facts.config,
        outcome=facts.outcome,
        columns=facts.columns,
        example=json.dumps(facts.example, indent=2, ensure_ascii=False),
        parameters=facts.parameters,
        told=statements(facts),
        settings=settings_text(facts.config),
        first_split=next(iter(facts.rows)),
        audit=[check for check in facts.outcome.checks if check.name.startswith(_AUDIT) and check.value is not None],
        unmeasured=_unmeasured(facts),
        failed=facts.outcome.having("failed"),
        passed=facts.outcome.having("passed"),
        baselines=_baselines(facts),
        layout=layout,
        chance=largest_share(facts.config, "test"),
        number=_number,
        bound=_bound,
        shape=_shape,
        size=_size,
    )
    return f"---\n{metadata}---\n\n{text}"


def _metadata(facts: Facts) -> dict[str, Any]:
    """Return the metadata that Hugging Face reads."""
    return {
        "pretty_name": facts.citation.title,
        "license": facts.citation.license.lower(),
        "language": ["en"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "multilinguality": ["monolingual"],
        "source_datasets": ["original"],
        "size_categories": [_size_category(facts.manifest.samples)],
        "task_categories": ["video-classification"],
        "tags": [keyword.lower().replace(" ", "-") for keyword in facts.citation.keywords],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": f"data/{split}-*.parquet"} for split in facts.rows],
            }
        ],
        "dataset_info": {
            "features": [_feature(facts, column) for column in _in_order(facts)],
            "splits": [_split(facts, split) for split in facts.rows],
            "download_size": facts.size_bytes,
            "dataset_size": facts.size_bytes,
        },
    }


def _split(facts: Facts, split: str) -> dict[str, Any]:
    """Return the size of a split. The bytes are those of its files, in which videos are compressed as in memory."""
    num_bytes = sum(file.size_bytes for file in facts.manifest.splits[split])
    return {"name": split, "num_bytes": num_bytes, "num_examples": facts.rows[split]}


def _in_order(facts: Facts) -> list[Column]:
    """Return all columns in the order of the schema, which `datasets` compares with that of the files."""
    by_name = {column.name: column for column in [*facts.columns, *facts.parameters]}
    return [by_name[name] for name in facts.column_order]


def _feature(facts: Facts, column: Column) -> dict[str, Any]:
    if column.name == "label":
        names = {str(label): name for name, label in facts.config.labels.items()}
        return {"name": column.name, "dtype": {"class_label": {"names": names}}}
    if column.codec:
        return {"name": column.name, "dtype": "binary"}
    return {"name": column.name, **_value(_HUGGING_FACE_TYPES[column.dtype], column.shape)}


def _value(dtype: str, shape: Sequence[int]) -> dict[str, Any]:
    """Return the type of an array. The spelling `sequence` is read by all versions of `datasets`."""
    if not shape:
        return {"dtype": dtype}
    length, *rest = shape
    return {"sequence": _value(dtype, rest) if rest else dtype, "length": length}


def _size_category(samples: int) -> str:
    return next((name for name, end in _SIZES if samples < end), "10M<n<100M")


def _unmeasured(facts: Facts) -> dict[str, list[str]]:
    """Return the names of the checks that do not apply, by the reason."""
    names: dict[str, list[str]] = {}
    for check in facts.outcome.having("not_applicable"):
        names.setdefault(check.reason or "", []).append(check.name)
    return names


def _baselines(facts: Facts) -> Baselines | None:
    return next((check.details for check in facts.outcome.checks if isinstance(check.details, Baselines)), None)


def _bound(check: Measurement) -> str:
    return "" if check.bound is None else f"{check.comparison} {_number(check.bound)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _shape(column: Column) -> Verbatim:
    return Verbatim(
        code(f"({', '.join(map(str, column.shape))}{',' * (len(column.shape) == 1)})") if column.shape else ""
    )


def _size(count: int) -> str:
    """Return a number of bytes as text: 83 MB."""
    units = ["bytes", "kB", "MB", "GB", "TB"]
    value = float(count)
    while value >= 999.5 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.3g} {units[0]}"
