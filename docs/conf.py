"""The documentation: `make docs` builds it into docs/_build, offline and strictly."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import curveball  # noqa: E402  It is found beside the documentation, not where it is installed.

project = "Curveball"
author = "The Curveball maintainers"
copyright = f"2026, {author}"
version = release = curveball.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "docs._ext.directives",
]
exclude_patterns = ["_build", "_ext"]
suppress_warnings: list[str] = []

# Markdown
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
default_role = "code"  # Docstrings write code in single backquotes.

# Python
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
add_module_names = False
# No inventories of other projects: the build needs no network.
nitpick_ignore_regex = [
    ("py:.*", r"(numpy|np|pandas|pyarrow|pa|pathlib|msgspec|collections|typing|annotated_types|enum|abc)(\..*)?"),
    ("py:.*", r"(Path|Any|Iterable|Iterator|Sequence|Annotated|NDArray|BaseModel|ValueError|optional)"),
]

# HTML
html_theme = "pydata_sphinx_theme"
html_title = "Curveball"
html_static_path = ["_static"]
html_css_files = ["curveball.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "navbar_align": "left",
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
