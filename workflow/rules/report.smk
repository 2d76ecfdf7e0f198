"""The report page and its figures, which `snakemake --report report.zip` also collects."""


report: "../report/workflow.rst"


rule write_report:
    """Write one self-contained page with verdict, samples, audit, coverage and run, and its figures."""
    input:
        dataset=dataset_files(),
        validation="results/validation.json",
    output:
        page=report(
            "results/report.html",
            caption="../report/page.rst",
            category="0 Page",
            labels={"shows": "everything on one page"},
        ),
        figures=[
            report(
                f"results/figures/{figure.file}",
                caption=f"../report/{figure.kind}.rst",
                category=figure.category,
                labels=figure.labels,
            )
            for figure in figures()
        ],
    log:
        log_of("write_report"),
    benchmark:
        "results/benchmarks/write_report.tsv"
    conda:
        "../../envs/curveball.yaml"
    params:
        spec=specs.report_spec(CONFIG),
    script:
        "../scripts/write_report.py"
