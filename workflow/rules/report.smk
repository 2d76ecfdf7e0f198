"""The page for a person to look at."""


rule write_report:
    """Write one self-contained page: counts, checks, pictures of every class, and where the time went."""
    input:
        dataset=dataset_files(),
        validation="results/validation.json",
    output:
        "results/report.html",
    log:
        log_of("write_report"),
    benchmark:
        "results/benchmarks/write_report.tsv"
    conda:
        "../../envs/curveball.yaml"
    params:
        spec=identity.report_spec(CONFIG),
    script:
        "../scripts/write_report.py"
