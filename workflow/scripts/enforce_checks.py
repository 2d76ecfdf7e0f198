"""Write the verdict if all checks passed; otherwise, fail with an error that names the failed checks."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import pause_garbage_collection

    pause_garbage_collection()

    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record
    from curveball.validation.verdict import enforce

    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec):
        enforce(
            validation=Path(snakemake.input.validation),
            manifest=Path(snakemake.input.manifest),
            report=Path(snakemake.input.report),
            path=Path(snakemake.output[0]),
            identity=snakemake.params.validation,
        )
        write_record(snakemake.params.record, snakemake.params.identity, snakemake.output)
