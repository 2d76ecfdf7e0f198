"""Where tests stand: as the library does, file by file, and none depends on another."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY, UNIT_TESTS = ROOT / "curveball", ROOT / "tests" / "unit"
SHARING = sorted(path for path in (ROOT / "tests").rglob("*.py") if "support" not in path.parts)


def modules_without_a_test_file() -> set[str]:
    """Return the modules in the library's packages for which there is no `test_<module>.py` in the same place."""
    modules = [path.relative_to(LIBRARY) for path in LIBRARY.glob("*/**/*.py") if path.name != "__init__.py"]
    return {
        module.as_posix()
        for module in modules
        if not (UNIT_TESTS / module.with_name(f"test_{module.name.lstrip('_')}")).exists()
    }


def test_every_module_in_a_package_has_its_test_file():
    assert modules_without_a_test_file() == set()


@pytest.mark.parametrize("path", SHARING, ids=lambda path: path.relative_to(ROOT / "tests").as_posix())
def test_what_tests_share_stands_in_support(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    own = {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom) and _is_of_tests(node)}
    assert {name for name in own if not name.startswith("tests.support.")} == set()


def _is_of_tests(node: ast.ImportFrom) -> bool:
    return node.level > 0 or (node.module or "").startswith(("tests", "test_", "conftest"))
