"""How far the classifiers of the audit are below stronger ones.

A classifier that finds nothing proves nothing if it is weak. `make audit-reference` trains 300 boosted trees on all
rows, and convolutional networks on the pixels, and prints these differences.
"""

BELOW_REFERENCE = {
    "single_frame_position": 0.014,
    "single_frame_pixels": 0.011,
    "two_frames": 0.013,
    "step_length": 0.003,
    "mean_speed": 0.000,
    "bounding_box": 0.018,
    "radius_over_time": 0.008,
    "mean_color": 0.005,
    "ball_pixels": 0.018,
    "direction_without_order": 0.002,
    "all frames without their order": 0.016,
    "mean image": 0.011,
    "darkest-pixel image": 0.020,
    "three consecutive frames": 0.013,
    "first and last frame": 0.017,
    "lengths of all steps, sorted": 0.010,
    "length of the path over its extent": 0.009,
    "bytes of the compressed video": 0.003,
}
"""By check or reported score: accuracy of the best stronger classifier minus that of the audit, at least 0."""
