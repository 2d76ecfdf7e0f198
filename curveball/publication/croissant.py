"""Metadata of a dataset for machines, in the format Croissant 1.0 with the fields of responsible AI (RAI).

Formats: https://docs.mlcommons.org/croissant/docs/croissant-spec.html and croissant-rai-spec.html.
"""

import json
from collections.abc import Sequence
from typing import Any

from curveball.dataset.layout import MANIFEST
from curveball.publication.columns import Column
from curveball.publication.facts import Facts
from curveball.publication.statements import statements

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {"string": "sc:Text", "int64": "sc:Integer", "float32": "sc:Float", "float64": "sc:Float"}


def render_croissant(facts: Facts) -> str:
    """Return the content of `croissant.json`."""
    return json.dumps(_dataset(facts) | _responsible_ai(facts), indent=2, ensure_ascii=False) + "\n"


def _dataset(facts: Facts) -> dict[str, Any]:
    citation = facts.citation
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": citation.title,
        "description": f"{facts.title}. Made by {citation.title}: {citation.abstract}",
        "version": citation.version,
        "license": f"https://spdx.org/licenses/{citation.license}",
        **({"url": citation.url} if citation.url else {}),
        "datePublished": citation.date_released,
        "creator": [{"@type": "sc:Organization", "name": author} for author in citation.authors],
        "keywords": list(citation.keywords),
        "inLanguage": "en",
        "isLiveDataset": False,
        "citeAs": citation.bibtex(),
        "distribution": _distribution(facts),
        "recordSet": [_splits(facts), _classes(facts), _samples(facts)],
    }


def _distribution(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "@type": "cr:FileObject",
            "@id": "manifest",
            "name": MANIFEST,
            "description": "The data files with their digests, the configuration, and the fingerprint of the content.",
            "contentUrl": MANIFEST,
            "encodingFormat": "application/json",
            "sha256": facts.sha256[MANIFEST],
        },
        {
            "@type": "cr:FileSet",
            "@id": "data",
            "name": "data",
            "description": "The samples, by split.",
            "encodingFormat": "application/x-parquet",
            "includes": "data/*.parquet",
        },
    ]


def _splits(facts: Facts) -> dict[str, Any]:
    fields = [_inline_field("splits", "name", "Name of the split.", "sc:Text")]
    return _inline_records("splits", "cr:Split", fields, [{"splits/name": split} for split in facts.rows])


def _classes(facts: Facts) -> dict[str, Any]:
    fields = [
        _inline_field("classes", "label", "Number of the class.", "sc:Integer"),
        _inline_field("classes", "name", "Name of the class.", "sc:Text"),
    ]
    data = [{"classes/label": label, "classes/name": name} for name, label in facts.config.labels.items()]
    return _inline_records("classes", "sc:Enumeration", fields, data)


def _inline_records(
    name: str, kind: str, fields: Sequence[dict[str, Any]], data: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return a record set whose records are in the metadata itself. The first field is its key."""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "dataType": kind,
        "key": {"@id": fields[0]["@id"]},
        "field": fields,
        "data": data,
    }


def _inline_field(record_set: str, name: str, description: str, kind: str) -> dict[str, Any]:
    identifier = f"{record_set}/{name}"
    return {"@type": "cr:Field", "@id": identifier, "name": name, "description": description, "dataType": kind}


def _samples(facts: Facts) -> dict[str, Any]:
    split = {  # Readers apply its expression also to the names in `splits` to which it refers.
        "@type": "cr:Field",
        "@id": "samples/split",
        "name": "split",
        "description": "The split, which the name of the file tells.",
        "dataType": "sc:Text",
        "source": {
            "fileSet": {"@id": "data"},
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": r"^(?:data/)?([a-z_]+)(?:-\d+\.parquet)?$"},
        },
        "references": {"field": {"@id": "splits/name"}},
    }
    return {
        "@type": "cr:RecordSet",
        "@id": "samples",
        "name": "samples",
        "description": "One record per video. Parameters of other classes are missing.",
        "key": {"@id": "samples/sample_id"},
        "field": [split, *map(_field, [*facts.columns, *facts.parameters])],
    }


def _field(column: Column) -> dict[str, Any]:
    is_array = bool(column.shape) and not column.codec
    return {
        "@type": "cr:Field",
        "@id": f"samples/{column.name}",
        "name": column.name,
        "description": _in_words(column),
        "dataType": "sc:VideoObject" if column.codec else _TYPES[column.dtype],
        "source": {"fileSet": {"@id": "data"}, "extract": {"column": column.name}},
        **({"repeated": True} if is_array else {}),
        **({"references": {"field": {"@id": "classes/label"}}} if column.name == "label" else {}),
    }


def _in_words(column: Column) -> str:
    """Return the meaning of a column with its shape, type and unit, for which Croissant 1.0 has no properties."""
    shape = " x ".join(map(str, column.shape))
    parts = [f"{column.dtype}, {shape}" if shape else column.dtype]
    parts += [f"axes {column.layout}"] if column.layout else []
    parts += [f"in {column.unit}"] if column.unit else []
    return f"{column.meaning} ({'; '.join(parts)})"


def _responsible_ai(facts: Facts) -> dict[str, Any]:
    told = statements(facts)
    return {
        "rai:dataCollection": told.collection,
        "rai:dataCollectionType": "Software Collection",
        "rai:dataCollectionMissingData": "No sample is missing. Parameters of other classes are null.",
        "rai:dataCollectionRawData": "There are no raw data: the program renders the frames.",
        "rai:dataPreprocessingProtocol": "None: the pixels are stored as they were rendered, compressed without loss.",
        "rai:dataAnnotationProtocol": told.annotation,
        "rai:annotationsPerItem": "1",
        "rai:machineAnnotationTools": f"{facts.citation.title} {facts.citation.version}",
        "rai:dataUseCases": list(told.uses),
        "rai:dataLimitations": [*told.limitations, *(f"Not for: {misuse}" for misuse in told.misuses)],
        "rai:dataBiases": list(told.biases),
        "rai:personalSensitiveInformation": told.personal_information,
        "rai:dataSocialImpact": told.social_impact,
        "rai:dataReleaseMaintenancePlan": told.maintenance,
    }
