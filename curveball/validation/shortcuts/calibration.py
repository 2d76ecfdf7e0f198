"""How far the classifiers of the audit are below stronger ones.

A classifier that finds nothing proves nothing if it is weak. `make audit-reference` trains 300 boosted trees on all
rows, and convolutional networks on the pixels, and prints these differences.
"""

BELOW_REFERENCE = {
    "single_frame_position": 0.001,
    "single_frame_pixels": 0.007,
    "two_frames": 0.007,
    "step_length": 0.006,
    "mean_speed": 0.006,
    "bounding_box": 0.000,
    "radius_over_time": 0.014,
    "mean_color": 0.004,
    "ball_pixels": 0.000,
    "direction_without_order": 0.011,
    "all frames without their order": 0.016,
    "mean image": 0.016,
    "darkest-pixel image": 0.018,
    "three consecutive frames": 0.009,
    "first and last frame": 0.012,
    "lengths of all steps, sorted": 0.014,
    "length of the path over its extent": 0.001,
    "bytes of the compressed video": 0.001,
}
"""By check or reported score: accuracy of the best stronger classifier minus that of the audit, at least 0."""
