"""The docstrings below the fields of a class are read from its source."""

from dataclasses import dataclass

from curveball.motions._docstrings import field_docstrings


@dataclass
class Explained:
    """A class with fields."""

    first: int
    """What the first one
    means."""
    second: int
    third: int = 3
    """What the third one means."""

    def method(self) -> None:
        """Not a field."""


def test_a_field_has_the_docstring_below_it_on_one_line():
    assert field_docstrings(Explained) == {"first": "What the first one means.", "third": "What the third one means."}


def test_a_class_inside_a_function_can_be_read():
    class Inner:
        """Indented."""

        field: int
        """Its meaning."""

    assert field_docstrings(Inner) == {"field": "Its meaning."}
