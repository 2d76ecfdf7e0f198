"""The shortcut audit: which classifiers can tell the classes apart without, and with, the motion."""
