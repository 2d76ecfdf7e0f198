"""The checks of the dataset, and the failure of a run whose dataset does not pass them."""


rule validate_dataset:
    """Run every check of the dataset. A failed check is recorded here, and fails `enforce_checks`."""
    input:
        rerun_if_stale("validate_dataset"),
        manifest=MANIFEST,
    output:
        VALIDATION,
    log:
        log_of("validate_dataset"),
    benchmark:
        JOBS.validation.benchmark
    conda:
        "../../envs/curveball.yaml"
    threads: 2
    resources:
        mem_mb=memory_of("validate_dataset"),
        runtime=needs.runtime_min(CONFIG, "validate_dataset"),
    params:
        spec=spec_of(JOBS.validation),
        identity=identity_of(JOBS.validation),
        record=JOBS.validation.record,
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
