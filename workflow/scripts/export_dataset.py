"""Write the dataset in another format."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, pause_garbage_collection

    pause_garbage_collection()
    disable("pandas")

    from curveball.export.exporting import export
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record

    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec) as log:
        report = log.progress(2 * snakemake.params.samples)  # Each is written, and then compared.
        export(
            format_name=snakemake.params.format_name,
            dataset=Path(snakemake.input.manifest).parent,
            output=Path(snakemake.params.folder),
            overwrite=True,
            progress=lambda done, total: report(done),
        )
        write_record(snakemake.params.record, snakemake.params.identity, snakemake.output)
