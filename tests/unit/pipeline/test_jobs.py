"""Each job has an identity that covers all it depends on."""

from curveball.config.loading import parse_config
from curveball.generation.identity import identity
from curveball.pipeline.jobs import all_jobs
from curveball.pipeline.specs import shard_spec

SMALL = {"samples_per_class": 8, "samples_per_shard": 5}


def identities(settings: dict) -> dict[str, str]:
    return {job.name: job.identity for job in all_jobs(parse_config(SMALL | settings))}


def changed(settings: dict) -> set[str]:
    before, after = identities({}), identities(settings)
    return {name for name in before if before[name] != after.get(name)}


LATER = {"merge_dataset", "validate_dataset", "describe_dataset", "write_report", "enforce_checks"}


def test_jobs_come_after_those_whose_outputs_they_read():
    seen = set()
    for job in all_jobs(parse_config(SMALL)):
        assert all(needed.name in seen for needed in job.inputs)
        seen.add(job.name)


def test_a_setting_of_a_sample_changes_everything():
    assert changed({"seed": 43}) == set(identities({}))


def test_a_setting_of_one_class_changes_its_shards_and_what_comes_after():
    helical = {"generate_helical_00000", "generate_helical_00001"}
    classes = {name: {} for name in ("linear", "circular", "helical", "parabolic")}
    assert changed({"classes": classes | {"helical": {"turns": [2.0, 2.5]}}}) == helical | LATER


def test_a_setting_of_the_checks_changes_the_validation_and_what_comes_after():
    assert changed({"checks": {"regenerated_fraction": 0.5}}) == LATER - {"merge_dataset"}


def test_exports_change_nothing_else_and_follow_the_dataset_alone():
    def exported(settings: dict) -> dict[str, str]:
        return identities({"exports": ["npz", "hf"]} | settings)

    assert exported({}).items() > identities({}).items()
    assert changed({"exports": ["npz"]}) == set()
    assert exported({"checks": {"regenerated_fraction": 0.5}})["export_npz"] == exported({})["export_npz"]
    assert exported({"rows_per_file": 3})["export_npz"] != exported({})["export_npz"] != exported({})["export_hf"]


def test_no_two_jobs_write_the_same_file():
    jobs = all_jobs(parse_config(SMALL | {"exports": ["hf", "webdataset", "npz", "memmap"]}))
    outputs = [output for job in jobs for output in job.outputs]
    assert len(outputs) == len(set(outputs))


def test_the_identity_of_a_shard_is_the_one_in_its_file():
    config = parse_config(SMALL)
    assert identities({})["generate_helical_00001"] == identity(shard_spec(config, "helical", 1))


def test_a_large_dataset_has_jobs_for_its_parts_that_read_the_shards_they_need():
    jobs = all_jobs(parse_config({"samples_per_class": 250_000}))
    assert (len(jobs.shards), len(jobs.merged_parts), len(jobs.checked_parts)) == (20, 8, 8)
    assert {shard for part in jobs.merged_parts for shard in part.inputs} == set(jobs.shards)
    assert max(len(part.inputs) for part in jobs.merged_parts) == 8
    assert jobs.dataset.inputs == tuple(jobs.merged_parts)
    assert jobs.validation.inputs == (jobs.dataset, *jobs.checked_parts)
    assert not all_jobs(parse_config({})).merged_parts


def test_the_number_of_parts_changes_the_jobs_of_the_dataset_alone():
    def of_parts(size: int) -> dict[str, str]:
        return identities({"samples_per_part": size, "rows_per_file": 2})

    two, four = of_parts(16), of_parts(8)
    assert {name for name in two if two[name] == four[name]} == {name for name in two if name.startswith("generate")}
    assert {"merge_part_00001", "validate_part_00001"} < two.keys() < four.keys()
