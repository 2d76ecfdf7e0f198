"""Markdown shows every text as it is."""

import pytest

from curveball.publication.markdown import block, code, escape, markdown_environment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, with 3-D: (x, y)", "plain, with 3-D: (x, y)"),
        ("xxh3_128 _a_", r"xxh3_128 \_a\_"),
        ("<b> | `c` [d](e) *f* \\ $g$ # &amp; ~", r"\<b\> \| \`c\` \[d\](e) \*f\* \\ \$g\$ \# \&amp; \~"),
        ("two\n\nlines", "two lines"),
    ],
)
def test_special_characters_are_escaped(text, expected):
    assert escape(text) == expected


def test_code_may_contain_backticks_and_bars():
    assert code("a") == "`a`"
    assert code("a `b` | c") == r"`` a `b` \| c ``"
    assert block("x\n```\ny", "yaml") == "````yaml\nx\n```\ny\n````"


def test_templates_escape_what_they_print(tmp_path):
    (tmp_path / "a.jinja").write_text("*{{ text }}* {{ text | code }}")
    assert markdown_environment(tmp_path).get_template("a.jinja").render(text="<b>") == r"*\<b\>* `<b>`"
