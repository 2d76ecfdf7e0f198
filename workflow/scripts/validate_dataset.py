"""Run every check of the dataset, or put together what the checks found in its parts."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, multiply_in_one_thread, pause_garbage_collection

    pause_garbage_collection()
    disable("pandas", "sklearn")
    multiply_in_one_thread()  # Its threads, and its other processes, share the cores.

    from curveball.config.loading import parse_config
    from curveball.dataset.layout import total_rows
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record
    from curveball.validation.checked_part import read_part
    from curveball.validation.validate import validate

    config = parse_config(snakemake.config)
    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec) as log:
        for path in snakemake.params.outdated:  # They are about an earlier validation.
            Path(path).unlink(missing_ok=True)
        validate(
            config=config,
            folder=Path(snakemake.input.manifest).parent,
            path=Path(snakemake.output[0]),
            cores=snakemake.threads,
            progress=log.progress(total_rows(config)),
            identity=snakemake.params.identity,
            parts=[
                read_part(Path(path), Path(arrays), identity)
                for path, arrays, identity in zip(
                    snakemake.input.checked, snakemake.input.arrays, snakemake.params.part_identities, strict=True
                )
            ],
        )
        write_record(snakemake.params.record, snakemake.params.identity, snakemake.output)
