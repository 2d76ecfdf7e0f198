"""How far the classifiers of the audit are below stronger ones.

A classifier that finds nothing proves nothing if it is weak. `make audit-reference` trains 300 boosted trees on all
rows, and convolutional networks on the pixels, and prints these differences.
"""

BELOW_REFERENCE = {
    "single_frame_position": 0.010,
}
"""By check or reported score: accuracy of the best stronger classifier minus that of the audit, default dataset."""
