"""What `verify` found is told in lines that a person can act on."""

import pytest

from curveball.dataset.verification import FileFinding, SampleFinding, Verification

FILE = FileFinding(name="data/train-00000.parquet", found="no file", expected="a file of 12 bytes")
SAMPLE = SampleFinding(
    sample_id="linear-0000003", file="data/train-00000.parquet", row=3, found="the label 1", expected="0"
)


def verification(**changes) -> Verification:
    usual = {
        "folder": "results/dataset",
        "has_samples_verified": True,
        "files": 20,
        "size_bytes": 86_363_459,
        "samples": 30_000,
        "fingerprint": "0" * 32,
        "expected_fingerprint": "0" * 32,
        "missing_files": [],
        "foreign_files": [],
        "damaged_files": [],
        "missing_samples": [],
        "foreign_samples": [],
        "damaged_samples": [],
        "seconds": 2.0,
    }
    return Verification(**usual | changes)


def test_an_intact_dataset_is_told_in_one_line():
    assert verification().passed
    assert str(verification()) == (
        "results/dataset: intact. 20 files (86,363,459 bytes) have their digest, 30,000 samples are intact, "
        "their fingerprint is 00000000000000000000000000000000 (2.0 s)"
    )


def test_what_was_not_verified_is_not_told():
    files_only = verification(has_samples_verified=False, fingerprint=None)

    assert files_only.passed
    assert str(files_only) == "results/dataset: intact. 20 files (86,363,459 bytes) have their digest (2.0 s)"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"missing_files": [FILE]},
            "missing file data/train-00000.parquet: found no file, expected a file of 12 bytes",
        ),
        ({"foreign_files": [FILE]}, "foreign file data/train-00000.parquet: found no file, expected a file of"),
        ({"damaged_files": [FILE]}, "damaged file data/train-00000.parquet: found no file, expected a file of"),
        ({"missing_samples": ["a-1", "a-2"]}, "2 missing samples: a-1, a-2\n"),
        ({"missing_samples": [f"a-{k}" for k in range(1500)]}, "1,500 missing samples: a-0, a-1, a-2, a-3, a-4, …\n"),
        ({"foreign_samples": [SAMPLE]}, "foreign sample linear-0000003 (row 3 of data/train-00000.parquet): found the"),
        ({"damaged_samples": [SAMPLE] * 7}, "label 1, expected 0\n2 more damaged samples\n"),
        ({"fingerprint": "1" * 32}, f"fingerprint: found {'1' * 32}, expected {'0' * 32}\n"),
    ],
)
def test_each_finding_has_a_line_and_the_last_one_says_what_to_do(changes, line):
    found = verification(**changes)

    assert not found.passed
    assert str(found).startswith("results/dataset: NOT intact. 20 files")
    assert line in str(found)
    assert str(found).endswith(
        "Run snakemake to regenerate what is missing or damaged, or copy it again. Delete foreign files"
    )
