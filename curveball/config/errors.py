"""Errors that are the user's to mend: shown as one message, without a traceback."""


class CurveballError(ValueError):
    """Something about the input is wrong. The message says what, and what to do."""


class ConfigError(CurveballError):
    """The configuration is not usable. The message names each key, what was found and what is allowed."""
