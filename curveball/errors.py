"""Errors that are the user's to mend: shown as one message, without a traceback."""


class CurveballError(ValueError):
    """Something about the input is wrong. The message says what, and what to do."""
