"""Faults, each planted in a copy of a small correct dataset, and exactly the checks that each one fails."""

import json
import shutil
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


def an_extra_file(copy: Copy) -> None:
    empty = copy.read(TEST).slice(0, 0)
    with table_writer(copy.folder / "data" / "test-00009.parquet", empty.schema) as writer:
        writer.write_table(empty)


def a_file_with_a_foreign_name(copy: Copy) -> None:
    shutil.copy(copy.folder / TEST, copy.folder / "data" / "test-00000 (copy).parquet")


def a_file_rewritten_with_the_same_rows(copy: Copy) -> None:
    pq.write_table(copy.read(TEST), copy.folder / TEST, compression="gzip")


def a_flipped_bit(copy: Copy) -> None:
    path = copy.folder / VALIDATION
    group = pq.read_metadata(path).row_group(0)
    video = next(group.column(k) for k in range(group.num_columns) if group.column(k).path_in_schema == "video")
    data = bytearray(path.read_bytes())
    data[video.data_page_offset + video.total_compressed_size // 2] ^= 1
    path.write_bytes(data)


def a_truncated_file(copy: Copy) -> None:
    data = (copy.folder / VALIDATION).read_bytes()
    (copy.folder / VALIDATION).write_bytes(data[: len(data) // 2])


def a_different_unit(copy: Copy) -> None:
    table = copy.read(VALIDATION)
    field = table.schema.field("radius_px")
    k = table.schema.get_field_index("radius_px")
    changed = table.schema.set(k, field.with_metadata(field.metadata | {b"unit": b"mm"}))
    copy.write(VALIDATION, table.cast(changed))


def different_label_names(copy: Copy) -> None:
    table = copy.read(VALIDATION)
    metadata = json.loads(table.schema.metadata[b"huggingface"])
    metadata["info"]["features"]["label"]["names"] = ["circular", "linear"]
    copy.write(VALIDATION, table.replace_schema_metadata({"huggingface": json.dumps(metadata)}))


def doubles_instead_of_floats(copy: Copy) -> None:
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


def a_row_repeated_in_its_split(copy: Copy) -> None:
    table = copy.read(TRAIN)
    copy.write(TRAIN, pa.concat_tables([table, table.slice(0, 1)]))


def a_row_in_two_splits(copy: Copy) -> None:
    copy.write(TEST, pa.concat_tables([copy.read(TEST), copy.read(TRAIN).slice(0, 1)]))


def a_row_in_the_wrong_split(copy: Copy) -> None:
    train = copy.read(TRAIN)
    copy.write(TEST, pa.concat_tables([copy.read(TEST), train.slice(0, 1)]))
    copy.write(TRAIN, train.slice(1))


def two_rows_with_swapped_splits(copy: Copy) -> None:
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


def a_repeated_video(copy: Copy) -> None:
    table = copy.read(TRAIN)
    for name in ("video", "digest"):
        values = table[name].to_pylist()
        values[1] = values[0]
        table = with_column(table, name, values)
    copy.write(TRAIN, table)


def two_swapped_videos(copy: Copy) -> None:
    table = copy.read(TRAIN)
    videos = table["video"].to_pylist()
    videos[3], videos[4] = videos[4], videos[3]
    copy.write(TRAIN, with_column(table, "video", videos))


def a_video_that_cannot_be_decoded(copy: Copy) -> None:
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


def frames_shifted_by_a_pixel(copy: Copy) -> None:
    """Shift away from the border that is nearest to the ball."""

    def change(frames, _):
        dark = np.flatnonzero((frames < 255).any(axis=(0, 1, 3)))
        return np.roll(frames, 1 if dark[0] <= 38 - dark[-1] else -1, axis=2)

    copy.redraw(change)


def frames_without_a_ball(copy: Copy) -> None:
    copy.redraw(lambda frames, _: np.full_like(frames, 255))


def trajectories_shifted_by_half_a_pixel(copy: Copy) -> None:
    copy.change("trajectory_2d", lambda positions, _: positions + np.where(positions < 16, 0.5, -0.5))


def smaller_radii(copy: Copy) -> None:
    copy.change("radius_px", lambda radii, _: radii * 0.9)


def one_smaller_radius(copy: Copy) -> None:
    in_place(copy, "radius_px", 3, set_to(0.5))


def an_edit_without_a_new_digest(copy: Copy) -> None:
    table = copy.read(TRAIN)
    nearly = np.nextafter(to_numpy(table["trajectory_2d"]), np.float32(0))
    copy.write(TRAIN, with_column(table, "trajectory_2d", nearly), update_digest=False)


def in_place(copy: Copy, column: str, row: int, change: Callable[[np.ndarray], None]) -> None:
    """Change one row of a column of lists."""
    table = copy.read(TRAIN)
    values = to_numpy(table[column]).copy()
    change(values[row])
    copy.write(TRAIN, with_column(table, column, values))


def set_to(value: float) -> Callable[[np.ndarray], None]:
    return lambda values: values.reshape(-1).__setitem__(0, value)


def a_nan_in_trajectory_3d(copy: Copy) -> None:
    in_place(copy, "trajectory_3d", 3, set_to(np.nan))


def a_nan_in_trajectory_2d(copy: Copy) -> None:
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


def a_trajectory_missing(copy: Copy) -> None:
    copy.put("trajectory_2d", 0, None)


def a_sample_id_missing(copy: Copy) -> None:
    copy.put("sample_id", 0, None)


def a_parameter_missing(copy: Copy) -> None:
    copy.put("linear_length_m", row_of(copy.read(TRAIN), "linear"), None)


def a_parameter_of_another_class(copy: Copy) -> None:
    copy.put("linear_length_m", row_of(copy.read(TRAIN), "circular"), 1.0)


def a_wrong_parameter(copy: Copy) -> None:
    copy.put("linear_length_m", row_of(copy.read(TRAIN), "linear"), 1.0)


def a_negative_radius(copy: Copy) -> None:
    in_place(copy, "radius_px", 3, set_to(-2.0))


def a_sample_id_that_is_not_ascii(copy: Copy) -> None:
    copy.put("sample_id", 3, "linéar-0000003")


def labels_of_no_class(copy: Copy) -> None:
    copy.change("label", lambda labels, _: labels + 7)


def an_oversized_radius(copy: Copy) -> None:
    in_place(copy, "radius_px", 3, set_to(17.0))


def trajectory_3d_shifted_by_a_centimeter(copy: Copy) -> None:
    in_place(copy, "trajectory_3d", 3, lambda values: values.__iadd__(0.01))


def a_wrong_focal_length(copy: Copy) -> None:
    copy.put("focal_length_px", 3, copy.read(TRAIN)["focal_length_px"][3].as_py() + 1)


def a_wrong_equation(copy: Copy) -> None:
    copy.put("equation", 3, "p(t) = 0")


def a_wrong_description(copy: Copy) -> None:
    copy.put("description", 3, "The ball rests.")


def questions_that_are_none(copy: Copy) -> None:
    copy.put("questions", 3, '[{"about":"curve","question":"Which?","options":["a helix"],"answer":"a circle"}]')


def a_wrong_fingerprint(copy: Copy) -> None:
    copy.edit_manifest(lambda manifest: manifest.update(fingerprint="0" * 32))


ROWS_LOST = {"row_counts", "fingerprint"}
CENTER = {"center_error_median", "center_error_max"}
RADIUS = {"radius_error_median", "radius_error_max"}
FAULTS = [
    (nothing, set()),
    (a_file_missing, {"files"} | ROWS_LOST),
    (an_extra_file, {"files"}),
    (a_file_with_a_foreign_name, {"files"}),
    (a_file_rewritten_with_the_same_rows, {"files"}),
    (a_flipped_bit, {"files", "page_checksums"} | ROWS_LOST),
    (a_truncated_file, {"files", "schema"} | ROWS_LOST),
    (a_different_unit, {"schema"} | ROWS_LOST),
    (different_label_names, {"schema"} | ROWS_LOST),
    (doubles_instead_of_floats, {"schema"} | ROWS_LOST),
    (a_column_missing, {"schema"} | ROWS_LOST),
    (a_row_missing, {"class_balance"} | ROWS_LOST),
    (a_row_of_each_class_missing, ROWS_LOST),
    (a_video_missing, {"class_balance"} | ROWS_LOST),
    (all_videos_of_a_file_missing, ROWS_LOST),
    (all_videos_missing, {"ball_in_frame", "reprojection_error"} | CENTER | RADIUS | ROWS_LOST),
    (a_trajectory_missing, {"class_balance"} | ROWS_LOST),
    (a_sample_id_missing, {"class_balance"} | ROWS_LOST),
    (a_row_repeated_in_its_split, {"row_counts", "class_balance", "unique_samples", "unique_videos", "fingerprint"}),
    (
        a_row_in_two_splits,
        {"row_counts", "class_balance", "unique_samples", "split_assignment", "unique_videos", "fingerprint"},
    ),
    (a_row_in_the_wrong_split, {"row_counts", "split_assignment"}),
    (two_rows_with_swapped_splits, {"split_assignment"}),
    (a_wrong_label, {"labels", "regeneration"}),
    (a_wrong_sample_id, {"labels", "regeneration", "fingerprint"}),
    (a_wrong_class_name, {"row_counts", "class_balance", "labels", "finite_values", "regeneration"}),
    (an_unknown_class, {"row_counts", "class_balance", "labels", "finite_values"}),
    (a_repeated_video, {"unique_videos", "center_error_max", "radius_error_max", "regeneration", "fingerprint"}),
    (two_swapped_videos, {"video_digests", "center_error_max"}),
    (a_video_that_cannot_be_decoded, {"video_digests"}),
    (a_video_of_another_size, {"video_digests"}),
    (a_wrong_digest, {"video_digests", "regeneration", "fingerprint"}),
    (one_pixel_changed, {"regeneration", "fingerprint"}),
    (a_mark_on_the_border, {"clear_border", "center_error_max", "regeneration", "fingerprint"}),
    (a_ball_cut_by_the_border, {"clear_border", "center_error_max", "regeneration", "fingerprint"}),
    (frames_shifted_by_a_pixel, {"regeneration", "fingerprint"} | CENTER),
    (frames_without_a_ball, {"unique_videos", "regeneration", "fingerprint"} | CENTER | RADIUS),
    (trajectories_shifted_by_half_a_pixel, {"reprojection_error", "regeneration", "fingerprint"} | CENTER),
    (one_smaller_radius, {"radius_error_max", "regeneration"}),
    (smaller_radii, {"radius_error_median", "regeneration"}),
    (an_edit_without_a_new_digest, {"files", "regeneration", "fingerprint"}),
    (a_nan_in_trajectory_3d, {"finite_values", "reprojection_error", "fingerprint"}),
    (a_nan_in_trajectory_2d, {"finite_values", "reprojection_error", "ball_in_frame", "fingerprint"}),
    (an_infinite_radius, {"finite_values", "ball_in_frame"}),
    (a_negative_radius, {"radius_error_max", "regeneration"}),
    (a_sample_id_that_is_not_ascii, {"labels", "regeneration", "fingerprint"}),
    (labels_of_no_class, {"labels", "regeneration"}),
    (a_parameter_missing, {"finite_values", "regeneration"}),
    (a_parameter_of_another_class, {"finite_values"}),
    (a_wrong_parameter, {"regeneration"}),
    (an_oversized_radius, {"ball_in_frame", "radius_error_max", "regeneration"}),
    (trajectory_3d_shifted_by_a_centimeter, {"reprojection_error", "regeneration", "fingerprint"}),
    (a_wrong_focal_length, {"reprojection_error", "regeneration"}),
    (a_wrong_equation, {"regeneration"}),
    (a_wrong_description, {"regeneration"}),
    (questions_that_are_none, {"regeneration", "question_answers"}),
    (a_wrong_fingerprint, {"fingerprint"}),
]
