"""The page for a person to look at."""

from pathlib import Path

if __name__ == "__main__":
    from curveball.config import parse_config
    from curveball.job_log import job_log
    from curveball.report import write_report

    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec):
        write_report(
            config=parse_config(snakemake.config),
            dataset=Path(snakemake.input.dataset[-1]).parent,
            validation=Path(snakemake.input.validation),
            benchmarks=Path(snakemake.output[0]).parent / "benchmarks",
            path=Path(snakemake.output[0]),
        )
