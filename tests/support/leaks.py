"""Leaks and skews, planted in copies of a dataset that is large enough for the statistical checks."""

import json
from collections.abc import Callable

import numpy as np

from curveball.generation.columns import to_numpy
from tests.support.planting import TEST, TRAIN, Copy, with_column


def half_of_a_range(copy: Copy, names=()) -> None:
    low, _ = copy.config.classes["circular"].turns
    copy.change("circular_turns", lambda turns, _: low + (turns - low) / 2, names)


def half_of_a_range_in_test(copy: Copy) -> None:
    half_of_a_range(copy, [TEST])


def a_tint_by_class(copy: Copy) -> None:
    copy.redraw(lambda frames, label: np.minimum(frames, 254 - label))


def rows_sorted_by_class(copy: Copy) -> None:
    for name in copy.names:
        copy.write(name, copy.read(name).sort_by("label"))


def classes_in_rotation(copy: Copy) -> None:
    for name in copy.names:
        table = copy.read(name)
        labels = to_numpy(table["label"])
        turn = np.array([np.count_nonzero(labels[:row] == label) for row, label in enumerate(labels)])
        copy.write(name, table.take(np.lexsort([labels, turn])))


def indices_by_class(copy: Copy) -> None:
    copy.change("index", lambda index, labels: index * 2 + labels)


def one_position_by_class(copy: Copy) -> None:
    def change(positions, labels):
        positions[:, 3] = np.stack([8 + 8 * labels, 8 + 8 * labels], axis=1)
        return positions

    copy.change("trajectory_2d", change)


def a_mark_in_one_frame_by_class(copy: Copy) -> None:
    def change(frames, label):
        frames[3, 4 + 16 * label, 12] = 80
        return frames

    copy.redraw(change)


def specks_by_class(copy: Copy) -> None:
    """Too pale to change the mean of a video by much: only their number predicts the class."""
    rng = np.random.default_rng(0)

    def change(frames, label):
        inner = frames[:, 1:-1, 1:-1]
        if label:
            inner -= (inner == 255) & (rng.random(inner.shape) < 0.5)
        return frames

    copy.redraw(change)


def shuffled_time(copy: Copy) -> None:
    rng = np.random.default_rng(0)
    copy.change("trajectory_2d", lambda positions, _: rng.permuted(positions, axis=1))
    copy.change("trajectory_3d", lambda points, _: rng.permuted(points, axis=1))


def a_speed_by_class(copy: Copy) -> None:
    """Tracks of a class are larger around their centers, and so are their steps and their boxes."""

    def change(positions, labels):
        center = positions.mean(axis=1, keepdims=True)
        return center + (positions - center) * (1 + 4 * labels)[:, None, None]

    copy.change("trajectory_2d", change)


def a_flat_box_by_class(copy: Copy) -> None:
    def change(positions, labels):
        center = positions.mean(axis=1, keepdims=True)
        positions[labels == 1, :, 1:] = center[labels == 1, :, 1:]
        return positions

    copy.change("trajectory_2d", change)


def a_growing_ball_by_class(copy: Copy) -> None:
    def change(radius, labels):
        growth = np.linspace(-0.2, 0.2, radius.shape[1], dtype=np.float32)
        return radius * (1 + growth * (2 * labels[:, None] - 1))

    copy.change("radius_px", change)


def a_place_by_direction(copy: Copy) -> None:
    """Balls that go to the right or clockwise are higher in the frame."""
    for name in copy.names:
        forward = np.isin(copy.read(name)["direction"].to_pylist(), ["left to right", "clockwise"])
        copy.change("trajectory_2d", lambda positions, _, up=forward: positions - 8 * up[:, None, None], [name])


def directions_at_random(copy: Copy) -> None:
    rng = np.random.default_rng(0)
    for name in copy.names:
        table = copy.read(name)
        copy.write(name, with_column(table, "direction", rng.permutation(table["direction"].to_pylist()).tolist()))


def two_classes_with_one_motion(copy: Copy) -> None:
    def change(positions, labels):
        linear, circular = np.flatnonzero(labels == 0), np.flatnonzero(labels == 1)
        count = min(len(linear), len(circular)) // 2
        positions[circular[:count]] = positions[linear[:count]]
        return positions

    copy.change("trajectory_2d", change)


def near_duplicates_in_train_and_test(copy: Copy) -> None:
    train = copy.read(TRAIN)
    originals, labels_of_train = to_numpy(train["trajectory_2d"]), to_numpy(train["label"])

    def change(positions, labels):
        for label in range(2):
            own, originals_of_class = np.flatnonzero(labels == label), np.flatnonzero(labels_of_train == label)
            positions[own[:10]] = originals[originals_of_class[-10:]] + np.float32(0.01)
        return positions

    copy.change("trajectory_2d", change, [TEST])


def change_questions(copy: Copy, change: Callable[[list[dict]], None]) -> None:
    """Change the questions of every sample in place."""

    def changed(text: str) -> str:
        questions = json.loads(text)
        change(questions)
        return json.dumps(questions)

    for name in copy.names:
        table = copy.read(name)
        copy.write(name, with_column(table, "questions", list(map(changed, table["questions"].to_pylist()))))


def answers_first(copy: Copy) -> None:
    def change(questions):
        for question in questions:
            question["options"].sort(key=lambda option: option != question["answer"])

    change_questions(copy, change)


PIXELS = {"center_error_max", "regeneration", "fingerprint"}
TRAJECTORIES = {"reprojection_error", "center_error_max", "regeneration", "fingerprint"}
LEAKS = [
    (half_of_a_range, {"parameter_coverage", "regeneration"}),
    (half_of_a_range_in_test, {"parameter_drift", "regeneration"}),
    (
        a_tint_by_class,
        {
            "mean_color",
            "single_frame_pixels",
            "clear_border",
            "center_error_median",
            "radius_error_median",
            "radius_error_max",
            *PIXELS,
        },
    ),
    (rows_sorted_by_class, {"file_order"}),
    (indices_by_class, {"sample_index", "labels", "split_assignment", "regeneration"}),
    (a_mark_in_one_frame_by_class, {"single_frame_pixels", *PIXELS}),
    (specks_by_class, {"ball_pixels", "single_frame_pixels", "radius_error_max", *PIXELS}),
    (
        a_speed_by_class,
        {
            "bounding_box",
            "mean_speed",
            "single_frame_position",
            "step_length",
            "two_frames",
            "ball_in_frame",
            "center_error_median",
            *TRAJECTORIES,
        },
    ),
    (
        a_growing_ball_by_class,  # Its size also tells the time, and with it the direction.
        {
            "radius_over_time",
            "direction_without_order",
            "single_frame_position",
            "two_frames",
            "ball_in_frame",
            "radius_error_max",
            "radius_error_median",
            "regeneration",
        },
    ),
    (a_place_by_direction, {"direction_without_order", "ball_in_frame", *TRAJECTORIES}),
    (near_duplicates_in_train_and_test, {"nearest_neighbors", "ball_in_frame", *TRAJECTORIES}),
    (answers_first, {"question_answers", "regeneration"}),
]
LEAKS_OF_MOTION = [
    (
        one_position_by_class,
        {"single_frame_position", "bounding_box", "direction_in_order", "two_frames", *TRAJECTORIES},
    ),
    (
        shuffled_time,
        {
            "motion_accuracy",
            "motion_3d_accuracy",
            "pair_confusion",
            "direction_in_order",
            "ball_in_frame",
            "center_error_median",
            *TRAJECTORIES,
        },
    ),
    (directions_at_random, {"direction_in_order", "regeneration", "fingerprint"}),
]
"""Leaks that fail a check which needs a larger dataset."""
FURTHER_LEAKS = [(classes_in_rotation, {"file_order"})]
FURTHER_LEAKS_OF_MOTION = [
    (a_flat_box_by_class, {"bounding_box", "direction_in_order", "two_frames", *TRAJECTORIES}),
    (
        two_classes_with_one_motion,
        {"motion_accuracy", "pair_confusion", "direction_in_order", "ball_in_frame", *TRAJECTORIES},
    ),
]
"""Leaks that fail checks which a leak in a list above also fails."""
