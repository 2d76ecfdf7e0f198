"""The report page and its figures, which `snakemake --report report.zip` also collects."""

if not IS_MODULE:

    report: "../report/workflow.rst"


rule write_report:
    """Write one self-contained page with verdict, samples, audit, coverage and run, and its figures."""
    input:
        rerun_if_stale("write_report"),
        manifest=MANIFEST,
        validation=VALIDATION,
    output:
        page=report(
            PAGE,
            caption="../report/page.rst",
            category="0 Page",
            labels={"shows": "everything on one page"},
        ),
        figures=[
            report(
                f"{FIGURES}/{figure.file}",
                caption=f"../report/{figure.kind}.rst",
                category=figure.category,
                labels=figure.labels,
            )
            for figure in catalog.figures(CONFIG)
        ],
    log:
        log_of("write_report"),
    benchmark:
        JOBS.report.benchmark
    conda:
        "../../envs/curveball.yaml"
    resources:
        mem_mb=memory_of("write_report"),
        runtime=needs.runtime_min(CONFIG, "write_report"),
        # A second process draws some figures. It does not count as a thread, so that describe_dataset runs beside it.
        processes=2 if IS_LOCAL and (workflow.resource_settings.cores or 1) > 1 else 1,
    params:
        spec=spec_of(JOBS.report),
        identity=identity_of(JOBS.report),
        record=JOBS.report.record,
        validation=identity_of(JOBS.validation),
    script:
        "../scripts/write_report.py"
