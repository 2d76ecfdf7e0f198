"""The reference of the dataset: every column with its type, shape, unit and meaning, from the table schema."""

from curveball.config.model import Config
from curveball.generation.schema import dataset_schema, parameter_owners
from curveball.publication.columns import Column, describe_columns


def table() -> str:
    """Return a table of the columns that samples of every class have, in the default configuration."""
    config = Config()
    own = parameter_owners(config)
    return _table([column for column in describe_columns(dataset_schema(config)) if column.name not in own])


def parameter_table() -> str:
    """Return a table of the columns that only samples of one class have."""
    config = Config()
    own = parameter_owners(config)
    return _table([column for column in describe_columns(dataset_schema(config)) if column.name in own])


def _table(columns: list[Column]) -> str:
    """Return a table of columns, without those facts that no column has."""
    rows = [_row(column) for column in columns]
    facts = [fact for fact in rows[0] if any(row[fact] for row in rows)]
    lines = [facts, ["---"] * len(facts), *([row[fact] for fact in facts] for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _row(column: Column) -> dict[str, str]:
    shape = str(column.shape) if column.shape else ""
    return {
        "Column": f"`{column.name}`",
        "Type": f"{column.dtype}, compressed by {column.codec}" if column.codec else column.dtype,
        "Shape": f"{shape}: {column.layout}" if column.layout else shape,
        "Unit": column.unit,
        "Meaning": column.meaning,
    }
