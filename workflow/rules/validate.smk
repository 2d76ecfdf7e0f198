"""Every promise about the dataset, measured; and the end of a run whose dataset breaks one."""


rule validate_dataset:
    """Measure every promise about the dataset. A broken one is written down, and stops `enforce_checks`."""
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
    script:
        "../scripts/validate_dataset.py"


rule enforce_checks:
    """Fail if a promise is broken. It comes after the report, so that validation and report stay to be read."""
    input:
        validation="results/validation.json",
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
