"""The docstrings below the fields of a class, read when somebody asks for them."""

import ast
import inspect
import textwrap
from functools import cache


@cache
def field_docstrings(owner: type) -> dict[str, str]:
    """Return the text that stands below each annotated field of a class, by the field's name, on one line.

    pydantic can do the same when it builds a model (`use_attribute_docstrings`), but then every job of the pipeline
    pays 0.1 s for texts that it doesn't read.
    """
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    pairs = zip(definition.body, definition.body[1:], strict=False)
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairs
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }
