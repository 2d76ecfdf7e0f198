"""Reads the docstrings below the fields of a class, on demand."""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise


@cache
def field_docstrings(owner: type) -> dict[str, str]:
    """Return the docstring below each annotated field of a class.

    Args:
        owner: A class whose source file is available.

    Returns:
        The docstrings, each joined into one line, by field name in order of declaration. Fields without a docstring
        are left out.
    """
    module = ast.parse(textwrap.dedent(inspect.getsource(owner)))
    statements = [statement for node in module.body if isinstance(node, ast.ClassDef) for statement in node.body]
    docstrings = {}
    for field, text in pairwise(statements):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(docstring))):
                docstrings[name] = " ".join(docstring.split())
    return docstrings
