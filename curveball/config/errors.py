"""Errors caused by invalid input. They are shown as one message, without a traceback."""


class CurveballError(ValueError):
    """Some input is invalid. The message states what is wrong and how to correct it."""


class ConfigError(CurveballError):
    """The configuration is invalid. The message states each key, the value found and the values allowed."""
