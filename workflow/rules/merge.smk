"""Shards to dataset."""


rule merge_dataset:
    """Shuffle the shards, split them into train, validation and test, and write the dataset for publication."""
    input:
        rerun_if_stale("merge_dataset"),
        shards=shard_files(),
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
        shard_identities=lambda wildcards: [shard.identity for shard in JOBS.shards],
        outdated=[str(place(path)) for path in (VERDICT, *DESCRIPTION)],
    script:
        "../scripts/merge_dataset.py"
