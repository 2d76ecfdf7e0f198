"""The page, from its template."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render_page(content: dict[str, Any]) -> str:
    """Fill in the template; every text is escaped."""
    environment = Environment(
        loader=PackageLoader("curveball.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("page.html.jinja").render(content)
