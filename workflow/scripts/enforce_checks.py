"""The verdict: a line if every promise held, an error that names the broken ones if not."""

from pathlib import Path

if __name__ == "__main__":
    from curveball.pipeline.job_log import job_log
    from curveball.validation.verdict import enforce

    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec):
        enforce(
            validation=Path(snakemake.input.validation),
            report=Path(snakemake.input.report),
            path=Path(snakemake.output[0]),
        )
