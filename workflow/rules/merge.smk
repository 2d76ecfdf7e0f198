"""Shards to dataset: by one job, or, for a large dataset, part by part and then by one job that completes it."""

for part in JOBS.merged_parts:

    rule:
        """Write some of the files of a large dataset, from the shards with their samples."""
        name:
            part.name
        input:
            rerun_if_stale(part.name),
            shards=[shard.outputs[0] for shard in part.inputs],
        output:
            part.outputs,
        log:
            log_of(part.name),
        benchmark:
            part.benchmark
        priority: 1  # before a part is validated, for the same reason as that of shards
        conda:
            "../../envs/curveball.yaml"
        resources:
            mem_mb=memory_of("merge_part"),
            runtime=needs.runtime_min(CONFIG, "merge_part"),
        params:
            spec=spec_of(part),
            identity=identity_of(part),
            record=part.record,
            folder=str(place(DATASET)),
            shard_identities=shard_identities_of(part),
            outdated=[str(place(path)) for path in (MANIFEST, VERDICT, *DESCRIPTION)],
        script:
            "../scripts/merge_part.py"


rule merge_dataset:
    """Shuffle the shards, split them into train, validation and test, and write the dataset for publication."""
    input:
        rerun_if_stale("merge_dataset"),
        shards=[] if JOBS.merged_parts else shard_files(),
        parts=[part.outputs[-1] for part in JOBS.merged_parts],
    output:
        JOBS.dataset.outputs,
    log:
        log_of("merge_dataset"),
    benchmark:
        JOBS.dataset.benchmark
    conda:
        "../../envs/curveball.yaml"
    resources:
        mem_mb=memory_of("merge_dataset"),
        runtime=needs.runtime_min(CONFIG, "merge_dataset"),
    params:
        spec=spec_of(JOBS.dataset),
        identity=identity_of(JOBS.dataset),
        record=JOBS.dataset.record,
        shard_identities=shard_identities_of(JOBS.dataset),
        outdated=[str(place(path)) for path in (VERDICT, *DESCRIPTION)],
    script:
        "../scripts/merge_dataset.py"
