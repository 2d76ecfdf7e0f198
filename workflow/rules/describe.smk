"""The files that describe the dataset, beside its data: with them, its folder can be published as it is."""


rule describe_dataset:
    """Write card, metadata, provenance, preview and checksums into the folder of the dataset."""
    input:
        rerun_if_stale("describe_dataset"),
        manifest=MANIFEST,
        validation=VALIDATION,
    output:
        DESCRIPTION,
    log:
        log_of("describe_dataset"),
    benchmark:
        JOBS.description.benchmark
    conda:
        "../../envs/curveball.yaml"
    resources:
        mem_mb=memory_of("describe_dataset"),
        runtime=needs.runtime_min(CONFIG, "describe_dataset"),
    params:
        spec=spec_of(JOBS.description),
        identity=identity_of(JOBS.description),
        record=JOBS.description.record,
        dataset=identity_of(JOBS.dataset),
        validation=identity_of(JOBS.validation),
    script:
        "../scripts/describe_dataset.py"
