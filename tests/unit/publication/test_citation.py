"""CITATION.cff is read, and what it lacks is named."""

import pytest
import yaml

from curveball.publication.citation import CitationError, read_citation
from tests.support.published import CITATION


def test_the_citation_of_this_repository_is_read():
    citation = read_citation(CITATION)
    assert (citation.title, citation.license) == ("Curveball", "MIT")
    assert citation.bibtex().startswith(f"@software{{curveball{citation.year},\n  title = {{Curveball}},")


def test_people_have_given_and_family_names(tmp_path):
    content = yaml.safe_load(CITATION.read_bytes())
    content["authors"] = [{"given-names": "Ada", "family-names": "Lovelace"}, {"name": "A group"}]
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(content))
    citation = read_citation(tmp_path / "CITATION.cff")

    assert citation.authors == ("Ada Lovelace", "A group")
    assert "author = {{Ada Lovelace} and {A group}}" in citation.bibtex()


def test_what_tex_would_interpret_is_escaped(tmp_path):
    content = yaml.safe_load(CITATION.read_bytes()) | {"authors": [{"name": "R&D {50 %}"}]}
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(content))

    assert r"author = {{R\&D \{50 \%\}}}" in read_citation(tmp_path / "CITATION.cff").bibtex()


def test_several_licenses_are_refused(tmp_path):
    content = yaml.safe_load(CITATION.read_bytes()) | {"license": ["MIT", "Apache-2.0"]}
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(content))
    with pytest.raises(CitationError, match="must be one identifier"):
        read_citation(tmp_path / "CITATION.cff")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "No such file"),
        ("title: Balls\n", "it has no key 'abstract'"),
        ("{", "not a citation file"),
        ("- 1\n", "not a citation file"),
        ("title: Balls\nabstract: a\nauthors: [1]\n", "not a citation file"),
    ],
)
def test_what_is_missing_is_named(tmp_path, text, reason):
    path = tmp_path / "CITATION.cff"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CitationError, match=reason):
        read_citation(path)
