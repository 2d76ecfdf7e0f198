"""The shortcut audit: what classifiers can tell without, and with, the motion."""
