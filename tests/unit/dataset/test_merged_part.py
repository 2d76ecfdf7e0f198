"""What a merged part tells is read as it was written, and anything else is refused."""

import pytest

from curveball.dataset.manifest import ManifestFile
from curveball.dataset.merged_part import MergedPart, MergedPartError, read_merged_part, write_merged_part

FILE = ManifestFile(name="data/test-00001.parquet", rows=3, size_bytes=9, xxh3_128="1" * 32, footer_xxh3_128="2" * 32)


def test_what_is_written_is_read(tmp_path):
    merged = MergedPart(splits={"train": [], "test": [FILE]}, fingerprints={"linear/00000.parquet": "3" * 32})
    write_merged_part(merged, tmp_path / "merged.json")
    assert read_merged_part(tmp_path / "merged.json") == merged


@pytest.mark.parametrize("content", [None, "", "{}", '{"splits": {}, "fingerprints": {}, "more": 1}'])
def test_anything_else_is_refused_by_name(tmp_path, content):
    if content is not None:
        (tmp_path / "merged.json").write_text(content)
    with pytest.raises(MergedPartError, match=r"merged\.json: not the list of merged files"):
        read_merged_part(tmp_path / "merged.json")
