"""The checks of the dataset, and the failure of a run whose dataset does not pass them."""


rule validate_dataset:
    """Run every check of the dataset. A failed check is recorded here, and fails `enforce_checks`."""
    input:
        dataset=dataset_files(),
    output:
        "results/validation.json",
    log:
        log_of("validate_dataset"),
    benchmark:
        "results/benchmarks/validate_dataset.tsv"
    conda:
        "../../envs/curveball.yaml"
    threads: 2
    params:
        spec=specs.validate_spec(CONFIG),
        verdict="results/verdict.txt",
    script:
        "../scripts/validate_dataset.py"


rule enforce_checks:
    """Fail if a check failed. This rule runs after the report, so that validation and report are kept."""
    input:
        validation="results/validation.json",
        manifest=dataset_files()[-1],
        report="results/report.html",
    output:
        "results/verdict.txt",
    log:
        log_of("enforce_checks"),
    benchmark:
        "results/benchmarks/enforce_checks.tsv"
    conda:
        "../../envs/curveball.yaml"
    params:
        spec=specs.verdict_spec(),
    script:
        "../scripts/enforce_checks.py"
