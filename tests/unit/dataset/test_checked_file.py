"""A file is compared with its entry in the manifest, and its content with what samples look like."""

import pickle
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile, DataFileError
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import describe_file, read_manifest
from tests.support.planting import with_column

NAME = "data/train-00000.parquet"


@pytest.fixture
def folder(made, tmp_path) -> Path:
    return Path(shutil.copytree(made.folder, tmp_path / "dataset"))


def checked(folder: Path) -> CheckedFile:
    manifest = read_manifest(folder / MANIFEST)
    return CheckedFile(folder, next(manifest.files()), manifest.identity)


def rewritten(folder: Path, table: pa.Table, **options) -> CheckedFile:
    """Return the file after a program wrote it, with an entry that agrees with it."""
    pq.write_table(table, folder / NAME, **{"use_dictionary": ["class_name"]} | options)
    return described(folder, len(table))


def described(folder: Path, rows: int) -> CheckedFile:
    """Return a file with an entry that agrees with it."""
    return CheckedFile(folder, describe_file(folder, NAME, rows), read_manifest(folder / MANIFEST).identity)


def read(file: CheckedFile) -> pa.Table:
    schema = file.read_schema()
    return pa.concat_tables(file.read_group(group, schema) for group in range(len(file.group_ends())))


def table_in(folder: Path) -> pa.Table:
    return pq.read_table(folder / NAME)


def test_an_intact_file_is_read(folder):
    file = checked(folder)
    file.check_size()
    file.check_digest()

    assert read(file).equals(table_in(folder))
    assert read(file).schema.equals(table_in(folder).schema, check_metadata=True)


def test_rows_are_found_in_their_row_groups(folder):
    table = table_in(folder)
    file = rewritten(folder, table, row_group_size=7)

    assert [file.group_of(row) for row in (0, 6, 7, 19)] == [(0, 0), (0, 6), (1, 0), (2, 5)]
    assert read(file).equals(table)


def test_some_columns_are_read(folder):
    file = checked(folder)
    assert file.read_group(0, file.read_schema(), ["label", "digest"]).schema.names == ["label", "digest"]


def renamed(table: pa.Table, old: str, new: str) -> pa.Table:
    return with_names(table, [new if name == old else name for name in table.schema.names])


def swapped(table: pa.Table, one: str, other: str) -> pa.Table:
    """Swap the names of two columns, and leave their values and metadata."""
    names = {one: other, other: one}
    return with_names(table, [names.get(name, name) for name in table.schema.names])


def with_names(table: pa.Table, names: list[str]) -> pa.Table:
    return table.rename_columns(names).replace_schema_metadata(table.schema.metadata)


def with_metadata(table: pa.Table, **metadata: str) -> pa.Table:
    k = table.schema.get_field_index("video")
    field = table.schema.field(k)
    changed = {key.encode(): value.encode() for key, value in metadata.items()}
    return table.cast(table.schema.set(k, field.with_metadata((field.metadata or {}) | changed)))


def without_metadata(table: pa.Table) -> pa.Table:
    return table.cast(table.schema.set(4, table.schema.field("video").remove_metadata()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop_columns(["video"]), "no column video among 33"),
        (lambda table: table.drop_columns(["digest"]), "no column digest"),
        (lambda table: renamed(table, "jitter_std", "digest"), "columns with the same name"),
        (lambda table: swapped(table, "jitter_std", "focal_length_px"), "focal_length_px of the type double, expected"),
        (lambda table: swapped(table, "trajectory_3d", "trajectory_2d"), "the column trajectory_3d of the type"),
        (lambda table: table.append_column("more", pa.array(["x"] * 20)), "the column more of the type string"),
        (without_metadata, "the column video has no metadata with the shape"),
        (lambda table: with_metadata(table, shape="[16, 64, -64, 3]"), r"is \[16, 64, -64, 3\], not four positive"),
        (lambda table: with_metadata(table, shape="[16, 64, 64]"), r"is \[16, 64, 64\], not four positive"),
        (lambda table: with_metadata(table, shape="[16, 99999, 99999, 3]"), "more than 268,435,456 bytes"),
        (lambda table: with_metadata(table, shape="[15, 64, 64, 3]"), "the column trajectory_3d of the type"),
        (lambda table: with_metadata(table, shape="nothing"), "damage in its columns"),
        (lambda table: with_metadata(table, codec="lz4"), "the column video"),
    ],
)
def test_columns_that_are_not_those_of_samples_are_named(folder, change, message):
    file = rewritten(folder, change(table_in(folder)))
    with pytest.raises(DataFileError, match=rf"train-00000\.parquet: found .*{message}"):
        file.read_schema()


def without_a_value(table: pa.Table, name: str) -> pa.Table:
    return with_column(table, name, [None, *table[name].to_pylist()[1:]])


def without_an_element(table: pa.Table) -> pa.Table:
    values = table["radius_px"].to_pylist()
    values[3][2] = None
    return with_column(table, "radius_px", values)


@pytest.mark.parametrize("name", ["label", "video", "trajectory_3d", "digest"])
def test_a_missing_value_is_named(folder, name):
    with pytest.raises(DataFileError, match=f"rows without a value in the column {name}"):
        read(rewritten(folder, without_a_value(table_in(folder), name)))


def test_a_missing_number_in_a_list_is_named(folder):
    with pytest.raises(DataFileError, match="rows without a value in the column radius_px"):
        read(rewritten(folder, without_an_element(table_in(folder))))


def test_a_file_with_another_schema_than_the_others_is_named(folder):
    schema = checked(folder).read_schema()
    file = rewritten(folder, table_in(folder).drop_columns(["linear_length_m"]))
    with pytest.raises(DataFileError, match=r"another schema \(linear_length_m\), expected that of the other files"):
        file.read_group(0, schema)


def test_a_file_with_another_number_of_rows_is_named(folder):
    table = table_in(folder)
    pq.write_table(table.slice(1), folder / NAME)
    with pytest.raises(DataFileError, match="found 19 rows, 19 in row groups, expected 20"):
        read(described(folder, 20))


def test_a_file_of_another_configuration_is_named(folder):
    table = table_in(folder)
    file = rewritten(folder, table.replace_schema_metadata(table.schema.metadata | {b"identity": b"other"}))
    with pytest.raises(DataFileError, match=r"found samples of the configuration other, expected [0-9a-f]{32}"):
        read(file)


@pytest.mark.slow
def test_texts_that_take_far_more_memory_than_their_file_are_not_read(folder):
    table = table_in(folder)
    texts = ["x" * 10_000_000] * len(table)
    file = rewritten(folder, with_column(table, "equation", texts), compression="zstd")
    with pytest.raises(DataFileError, match=r"found a row group of 200,\d+,\d+ bytes of memory, expected at most"):
        read(file)


def test_a_dictionary_of_long_texts_is_not_read(folder):
    table = table_in(folder)
    file = rewritten(folder, with_column(table, "equation", ["x" * 9_000] * len(table)), use_dictionary=["equation"])
    with pytest.raises(
        DataFileError, match=r"found a dictionary of [89],\d+ bytes for equation, expected the class names"
    ):
        read(file)


def test_encodings_that_the_writer_does_not_use_are_not_read(folder):
    file = rewritten(folder, table_in(folder), use_dictionary=False, column_encoding={"label": "DELTA_BINARY_PACKED"})
    with pytest.raises(DataFileError, match="the encoding DELTA_BINARY_PACKED of label, expected BIT_PACKED, PLAIN, "):
        read(file)


def test_other_exceptions_are_explained(folder):
    for error in (KeyError("digest"), MemoryError(), pa.ArrowInvalid("x\ny"), OverflowError("y"), RecursionError("z")):
        explained = pytest.raises(DataFileError, match=r"train-00000\.parquet: found damage in row 3 \(")
        with explained, checked(folder).damage_explained("row 3"):
            raise error


def test_the_error_can_be_sent_to_another_process(folder):
    error = DataFileError(folder / NAME, "nothing", "something")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert (type(copy), str(copy)) == (DataFileError, str(error))
    assert isinstance(copy, CurveballError)
