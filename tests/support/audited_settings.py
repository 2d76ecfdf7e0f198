"""Settings of datasets for the tests of the shortcut audit."""

SMALL = {"height": 32, "width": 32, "grayscale": True, "frames": 4}
AUDITED = SMALL | {"samples_per_class": 200, "classes": {"linear": {}, "circular": {}}}
"""As few samples as the classifiers accept."""
