"""The checks of the dataset, and the failure of a run whose dataset does not pass them."""


rule validate_part:
    """Run the checks of the rows of a part of a large dataset, for `validate_dataset` to complete."""
    input:
        rerun_if_stale("validate_part_{part}"),
        merged=f"{PARTS}/{{part}}/{MERGED}",
        # Snakemake waits until the machine of this job sees what another one has written: see `latency-wait`.
        data=lambda wildcards: JOBS.merged_parts[int(wildcards.part)].outputs[:-1],
    output:
        checked=f"{PARTS}/{{part}}/{CHECKED[0]}",
        arrays=f"{PARTS}/{{part}}/{CHECKED[1]}",
    log:
        log_of("validate_part_{part}"),
    benchmark:
        f"{BENCHMARKS}/validate_part_{{part}}.tsv"
    conda:
        "../../envs/curveball.yaml"
    resources:
        mem_mb=memory_of("validate_part"),
        runtime=needs.runtime_min(CONFIG, "validate_part"),
    params:
        spec=lambda wildcards: JOBS.checked_parts[int(wildcards.part)].spec(),
        identity=lambda wildcards: JOBS.checked_parts[int(wildcards.part)].identity,
        record=str(place(f"{RECORDS}/validate_part_{{part}}.json")),
        folder=str(place(DATASET)),
    script:
        "../scripts/validate_part.py"


rule validate_dataset:
    """Run every check of the dataset. A failed check is recorded here, and fails `enforce_checks`."""
    input:
        rerun_if_stale("validate_dataset"),
        manifest=MANIFEST,
        checked=[part.outputs[0] for part in JOBS.checked_parts],
        arrays=[part.outputs[1] for part in JOBS.checked_parts],
    output:
        VALIDATION,
    log:
        log_of("validate_dataset"),
    benchmark:
        JOBS.validation.benchmark
    conda:
        "../../envs/curveball.yaml"
    # So many processes map rows, and so many threads train classifiers, at the same time.
    threads: 4 if IS_LOCAL else 2
    resources:
        mem_mb=memory_of("validate_dataset"),
        runtime=needs.runtime_min(CONFIG, "validate_dataset"),
    params:
        spec=spec_of(JOBS.validation),
        identity=identity_of(JOBS.validation),
        record=JOBS.validation.record,
        part_identities=lambda wildcards: [part.identity for part in JOBS.checked_parts],
        outdated=[str(place(path)) for path in (VERDICT, *DESCRIPTION)],
    script:
        "../scripts/validate_dataset.py"


rule enforce_checks:
    """Fail if a check failed. This rule runs after the report, so that validation and report are kept."""
    input:
        rerun_if_stale("enforce_checks"),
        validation=VALIDATION,
        manifest=MANIFEST,
        report=PAGE,
        description=DESCRIPTION,
    output:
        VERDICT,
    log:
        log_of("enforce_checks"),
    benchmark:
        JOBS.verdict.benchmark
    retries: 0
    localrule: True
    conda:
        "../../envs/curveball.yaml"
    resources:
        mem_mb=memory_of("enforce_checks"),
        runtime=needs.runtime_min(CONFIG, "enforce_checks"),
    params:
        spec=spec_of(JOBS.verdict),
        identity=identity_of(JOBS.verdict),
        record=JOBS.verdict.record,
        validation=identity_of(JOBS.validation),
    script:
        "../scripts/enforce_checks.py"
