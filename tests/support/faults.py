"""Faults, each planted in a copy of a small sound dataset, and the checks that each one breaks."""

import json
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from curveball.generation.columns import to_numpy
from curveball.generation.encoding import encode_video
from curveball.generation.shards import table_writer
from tests.support.planting import TEST, TRAIN, VALIDATION, Copy, row_of, with_column


def nothing(copy: Copy) -> None:
    pass


def a_file_missing(copy: Copy) -> None:
    (copy.folder / VALIDATION).unlink()


def a_file_too_many(copy: Copy) -> None:
    empty = copy.read(TEST).slice(0, 0)
    with table_writer(copy.folder / "data" / "test-00009.parquet", empty.schema) as writer:
        writer.write_table(empty)


def a_file_written_anew_with_the_same_rows(copy: Copy) -> None:
    pq.write_table(copy.read(TEST), copy.folder / TEST, compression="gzip")


def a_flipped_bit(copy: Copy) -> None:
    path = copy.folder / VALIDATION
    group = pq.read_metadata(path).row_group(0)
    video = next(group.column(k) for k in range(group.num_columns) if group.column(k).path_in_schema == "video")
    data = bytearray(path.read_bytes())
    data[video.data_page_offset + video.total_compressed_size // 2] ^= 1
    path.write_bytes(data)


def a_file_cut_off(copy: Copy) -> None:
    data = (copy.folder / VALIDATION).read_bytes()
    (copy.folder / VALIDATION).write_bytes(data[: len(data) // 2])


def another_unit(copy: Copy) -> None:
    table = copy.read(VALIDATION)
    field = table.schema.field("radius_px")
    k = table.schema.get_field_index("radius_px")
    changed = table.schema.set(k, field.with_metadata(field.metadata | {b"unit": b"mm"}))
    copy.write(VALIDATION, table.cast(changed))


def other_label_names(copy: Copy) -> None:
    table = copy.read(VALIDATION)
    metadata = json.loads(table.schema.metadata[b"huggingface"])
    metadata["info"]["features"]["label"]["names"] = ["circular", "linear"]
    copy.write(VALIDATION, table.replace_schema_metadata({"huggingface": json.dumps(metadata)}))


def doubles_for_floats(copy: Copy) -> None:
    table = copy.read(VALIDATION)
    k = table.schema.get_field_index("radius_px")
    wider = table.schema.set(k, table.schema.field(k).with_type(pa.list_(pa.field("element", pa.float64()), 4)))
    copy.write(VALIDATION, table.cast(wider))


def a_column_missing(copy: Copy) -> None:
    copy.write(VALIDATION, copy.read(VALIDATION).drop_columns(["equation"]))


def a_row_missing(copy: Copy) -> None:
    copy.write(TRAIN, copy.read(TRAIN).slice(1))


def a_row_of_each_class_missing(copy: Copy) -> None:
    table = copy.read(TRAIN)
    gone = [row_of(table, name) for name in ("linear", "circular")]
    copy.write(TRAIN, table.take(pa.array([row for row in range(len(table)) if row not in gone])))


def a_row_twice_in_its_split(copy: Copy) -> None:
    table = copy.read(TRAIN)
    copy.write(TRAIN, pa.concat_tables([table, table.slice(0, 1)]))


def a_row_in_two_splits(copy: Copy) -> None:
    copy.write(TEST, pa.concat_tables([copy.read(TEST), copy.read(TRAIN).slice(0, 1)]))


def a_row_in_another_split(copy: Copy) -> None:
    train = copy.read(TRAIN)
    copy.write(TEST, pa.concat_tables([copy.read(TEST), train.slice(0, 1)]))
    copy.write(TRAIN, train.slice(1))


def two_rows_in_each_others_split(copy: Copy) -> None:
    train, test = copy.read(TRAIN), copy.read(TEST)
    k, m = row_of(train, "linear"), row_of(test, "linear")
    copy.write(TRAIN, pa.concat_tables([train.slice(0, k), test.slice(m, 1), train.slice(k + 1)]))
    copy.write(TEST, pa.concat_tables([test.slice(0, m), train.slice(k, 1), test.slice(m + 1)]))


def a_wrong_label(copy: Copy) -> None:
    copy.put("label", 3, 1 - copy.read(TRAIN)["label"][3].as_py())


def a_wrong_sample_id(copy: Copy) -> None:
    copy.put("sample_id", 3, "linear-0099999")


def a_wrong_class_name(copy: Copy) -> None:
    copy.put("class_name", row_of(copy.read(TRAIN), "linear"), "circular")


def an_unknown_class(copy: Copy) -> None:
    copy.put("class_name", row_of(copy.read(TRAIN), "linear"), "elliptic")


def the_same_video_twice(copy: Copy) -> None:
    table = copy.read(TRAIN)
    for name in ("video", "digest"):
        values = table[name].to_pylist()
        values[1] = values[0]
        table = with_column(table, name, values)
    copy.write(TRAIN, table)


def two_videos_in_each_others_place(copy: Copy) -> None:
    table = copy.read(TRAIN)
    videos = table["video"].to_pylist()
    videos[3], videos[4] = videos[4], videos[3]
    copy.write(TRAIN, with_column(table, "video", videos))


def a_video_that_is_none(copy: Copy) -> None:
    copy.put("video", 3, b"no video")


def a_video_of_another_size(copy: Copy) -> None:
    copy.put("video", 3, encode_video(np.full((4, 32, 39, 3), 255, dtype=np.uint8))[0])


def a_wrong_digest(copy: Copy) -> None:
    copy.put("digest", 3, "0" * 32)


def one_pixel_changed(copy: Copy) -> None:
    def change(frames, _):
        frames[2, 10, 10, 0] ^= 1
        return frames

    copy.redraw(change, slice(3, 4), [TRAIN])


def a_mark_on_the_border(copy: Copy) -> None:
    def change(frames, _):
        frames[2, 31, 20] = 0
        return frames

    copy.redraw(change, slice(3, 4), [TRAIN])


def a_ball_cut_by_the_border(copy: Copy) -> None:
    def change(frames, _):
        return np.roll(frames, -1 - np.flatnonzero((frames < 255).any(axis=(0, 1, 3)))[0], axis=2)

    copy.redraw(change, slice(3, 4), [TRAIN])


def pictures_moved_by_a_pixel(copy: Copy) -> None:
    """Away from the border that the ball is nearest to."""

    def change(frames, _):
        dark = np.flatnonzero((frames < 255).any(axis=(0, 1, 3)))
        return np.roll(frames, 1 if dark[0] <= 38 - dark[-1] else -1, axis=2)

    copy.redraw(change)


def pictures_of_nothing(copy: Copy) -> None:
    copy.redraw(lambda frames, _: np.full_like(frames, 255))


def tracks_moved_by_half_a_pixel(copy: Copy) -> None:
    copy.change("trajectory_2d", lambda positions, _: positions + np.where(positions < 16, 0.5, -0.5))


def smaller_radii(copy: Copy) -> None:
    copy.change("radius_px", lambda radii, _: radii * 0.9)


def an_edit_that_is_not_signed(copy: Copy) -> None:
    table = copy.read(TRAIN)
    nearly = np.nextafter(to_numpy(table["trajectory_2d"]), np.float32(0))
    copy.write(TRAIN, with_column(table, "trajectory_2d", nearly), sign=False)


def in_place(copy: Copy, column: str, row: int, change: Callable[[np.ndarray], None]) -> None:
    """Change one row of a column of lists."""
    table = copy.read(TRAIN)
    values = to_numpy(table[column]).copy()
    change(values[row])
    copy.write(TRAIN, with_column(table, column, values))


def set_to(value: float) -> Callable[[np.ndarray], None]:
    return lambda values: values.reshape(-1).__setitem__(0, value)


def a_nan_in_the_curve(copy: Copy) -> None:
    in_place(copy, "trajectory_3d", 3, set_to(np.nan))


def a_nan_in_the_track(copy: Copy) -> None:
    in_place(copy, "trajectory_2d", 3, set_to(np.nan))


def an_infinite_radius(copy: Copy) -> None:
    in_place(copy, "radius_px", 3, set_to(np.inf))


def a_video_missing(copy: Copy) -> None:
    copy.put("video", 0, None)


def all_videos_of_a_file_missing(copy: Copy) -> None:
    table = copy.read(VALIDATION)
    copy.write(VALIDATION, with_column(table, "video", [None] * len(table)))


def all_videos_missing(copy: Copy) -> None:
    for name in copy.names:
        table = copy.read(name)
        copy.write(name, with_column(table, "video", [None] * len(table)))


def a_track_missing(copy: Copy) -> None:
    copy.put("trajectory_2d", 0, None)


def a_name_missing(copy: Copy) -> None:
    copy.put("sample_id", 0, None)


def a_parameter_missing(copy: Copy) -> None:
    copy.put("linear_length_m", row_of(copy.read(TRAIN), "linear"), None)


def a_parameter_of_another_class(copy: Copy) -> None:
    copy.put("linear_length_m", row_of(copy.read(TRAIN), "circular"), 1.0)


def another_parameter(copy: Copy) -> None:
    copy.put("linear_length_m", row_of(copy.read(TRAIN), "linear"), 1.0)


def a_negative_radius(copy: Copy) -> None:
    in_place(copy, "radius_px", 3, set_to(-2.0))


def a_sample_id_that_is_not_ascii(copy: Copy) -> None:
    copy.put("sample_id", 3, "linéar-0000003")


def labels_of_no_class(copy: Copy) -> None:
    copy.change("label", lambda labels, _: labels + 7)


def a_ball_too_large(copy: Copy) -> None:
    in_place(copy, "radius_px", 3, set_to(17.0))


def a_curve_moved_by_a_centimetre(copy: Copy) -> None:
    in_place(copy, "trajectory_3d", 3, lambda values: values.__iadd__(0.01))


def another_camera(copy: Copy) -> None:
    copy.put("focal_length_px", 3, copy.read(TRAIN)["focal_length_px"][3].as_py() + 1)


def another_equation(copy: Copy) -> None:
    copy.put("equation", 3, "p(t) = 0")


def another_description(copy: Copy) -> None:
    copy.put("description", 3, "The ball rests.")


def another_fingerprint(copy: Copy) -> None:
    copy.edit_manifest(lambda manifest: manifest.update(fingerprint="0" * 32))


ROWS_GONE = {"row_counts", "fingerprint"}
FAULTS = [
    (nothing, set()),
    (a_file_missing, {"files"} | ROWS_GONE),
    (a_file_too_many, {"files"}),
    (a_file_written_anew_with_the_same_rows, {"files"}),
    (a_flipped_bit, {"files", "page_checksums"} | ROWS_GONE),
    (a_file_cut_off, {"files", "schema"} | ROWS_GONE),
    (another_unit, {"schema"} | ROWS_GONE),
    (other_label_names, {"schema"} | ROWS_GONE),
    (doubles_for_floats, {"schema"} | ROWS_GONE),
    (a_column_missing, {"schema"} | ROWS_GONE),
    (a_row_missing, {"balance"} | ROWS_GONE),
    (a_row_of_each_class_missing, ROWS_GONE),
    (a_video_missing, {"balance"} | ROWS_GONE),
    (all_videos_of_a_file_missing, ROWS_GONE),
    (all_videos_missing, {"centers", "radii"} | ROWS_GONE),
    (a_track_missing, {"balance"} | ROWS_GONE),
    (a_name_missing, {"balance"} | ROWS_GONE),
    (a_row_twice_in_its_split, {"row_counts", "balance", "disjoint_splits", "unique_videos", "fingerprint"}),
    (
        a_row_in_two_splits,
        {"row_counts", "balance", "disjoint_splits", "split_membership", "unique_videos", "fingerprint"},
    ),
    (a_row_in_another_split, {"row_counts", "split_membership"}),
    (two_rows_in_each_others_split, {"split_membership"}),
    (a_wrong_label, {"labels", "regenerated"}),
    (a_wrong_sample_id, {"labels", "regenerated", "fingerprint"}),
    (a_wrong_class_name, {"row_counts", "balance", "labels", "finite_values", "regenerated"}),
    (an_unknown_class, {"row_counts", "balance", "labels", "finite_values"}),
    (the_same_video_twice, {"unique_videos", "centers", "radii", "regenerated", "fingerprint"}),
    (two_videos_in_each_others_place, {"digests", "centers"}),
    (a_video_that_is_none, {"digests"}),
    (a_video_of_another_size, {"digests"}),
    (a_wrong_digest, {"digests", "regenerated", "fingerprint"}),
    (one_pixel_changed, {"regenerated", "fingerprint"}),
    (a_mark_on_the_border, {"clear_border", "centers", "regenerated", "fingerprint"}),
    (a_ball_cut_by_the_border, {"clear_border", "centers", "regenerated", "fingerprint"}),
    (pictures_moved_by_a_pixel, {"centers", "regenerated", "fingerprint"}),
    (pictures_of_nothing, {"centers", "radii", "unique_videos", "regenerated", "fingerprint"}),
    (tracks_moved_by_half_a_pixel, {"projection", "centers", "regenerated", "fingerprint"}),
    (smaller_radii, {"radii", "regenerated"}),
    (an_edit_that_is_not_signed, {"files", "regenerated", "fingerprint"}),
    (a_nan_in_the_curve, {"finite_values", "projection", "fingerprint"}),
    (a_nan_in_the_track, {"finite_values", "projection", "ball_inside", "fingerprint"}),
    (an_infinite_radius, {"finite_values", "ball_inside"}),
    (a_negative_radius, {"radii", "regenerated"}),
    (a_sample_id_that_is_not_ascii, {"labels", "regenerated", "fingerprint"}),
    (labels_of_no_class, {"labels", "regenerated"}),
    (a_parameter_missing, {"finite_values", "regenerated"}),
    (a_parameter_of_another_class, {"finite_values"}),
    (another_parameter, {"regenerated"}),
    (a_ball_too_large, {"ball_inside", "radii", "regenerated"}),
    (a_curve_moved_by_a_centimetre, {"projection", "regenerated", "fingerprint"}),
    (another_camera, {"projection", "regenerated"}),
    (another_equation, {"regenerated"}),
    (another_description, {"regenerated"}),
    (another_fingerprint, {"fingerprint"}),
]
