"""Who made the generator, and under which license: what CITATION.cff states."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from curveball.config.errors import CurveballError

_SPECIAL_IN_TEX = re.compile(r"[{}&%$#_]")


class CitationError(CurveballError):
    """CITATION.cff is missing, or does not state what a card needs."""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What CITATION.cff states."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    version: str
    date_released: str
    """Date of the release of the generator: 2026-11-23."""
    license: str
    """Identifier of the license in SPDX: MIT."""
    keywords: tuple[str, ...]
    url: str
    """Where the generator is published; empty if CITATION.cff does not tell."""

    @property
    def year(self) -> str:
        """Year of the release."""
        return self.date_released[:4]

    def bibtex(self) -> str:
        """Return the citation in BibTeX's format."""
        fields = {
            "title": _in_tex(self.title),
            "author": " and ".join(f"{{{_in_tex(author)}}}" for author in self.authors),
            "year": self.year,
            "version": _in_tex(self.version),
            "url": self.url,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        key = "".join(filter(str.isalnum, self.title.lower()))
        return ",\n".join([f"@software{{{key}{self.year}", *lines]) + "\n}"


def _one_license(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("its license must be one identifier, such as MIT")
    return found


def _in_tex(text: str) -> str:
    """Return a text without what TeX would interpret."""
    return _SPECIAL_IN_TEX.sub(r"\\\g<0>", text.replace("\\", ""))


def read_citation(path: Path) -> Citation:
    """Read CITATION.cff.

    Raises:
        CitationError: It cannot be read, or lacks a key that a card needs.
    """
    try:
        content = yaml.safe_load(path.read_bytes())
        return Citation(
            title=str(content["title"]),
            abstract=str(content["abstract"]),
            authors=tuple(_name(author) for author in content["authors"]),
            version=str(content["version"]),
            date_released=str(content["date-released"]),
            license=_one_license(content["license"]),
            keywords=tuple(map(str, content.get("keywords", ()))),
            url=str(content.get("url") or content.get("repository-code") or ""),
        )
    except OSError as error:
        reason = error.strerror or str(error)
    except KeyError as error:
        reason = f"it has no key {error}"
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        reason = f"not a citation file: {error}"
    raise CitationError(
        f"{path}: {reason}. The card of a dataset takes title, abstract, authors, version, date-released and license "
        f"from this file; https://citation-file-format.github.io describes its format"
    )


def _name(author: dict[str, Any]) -> str:
    """Return the name of an entity, or of a person."""
    parts = [author.get(key) for key in ("given-names", "name-particle", "family-names")]
    return str(author["name"]) if "name" in author else " ".join(str(part) for part in parts if part)
