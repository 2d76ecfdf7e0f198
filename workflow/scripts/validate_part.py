"""Run the checks of the rows of a part of the dataset."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, pause_garbage_collection

    pause_garbage_collection()
    disable("pandas")

    from curveball.config.loading import parse_config
    from curveball.dataset.merged_part import read_merged_part
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record
    from curveball.validation.checked_part import write_part
    from curveball.validation.validate import check_part

    config = parse_config(snakemake.config)
    params = snakemake.params
    with job_log(snakemake.log[0], snakemake.rule, params.spec) as log:
        files = [file for files in read_merged_part(Path(snakemake.input.merged)).splits.values() for file in files]
        found = check_part(
            config=config,
            folder=Path(params.folder),
            names=[file.name for file in files],
            cores=snakemake.threads,
            progress=log.progress(sum(file.rows for file in files)),
            identity=params.identity,
        )
        write_part(found, Path(snakemake.output.checked), Path(snakemake.output.arrays))
        write_record(params.record, params.identity, snakemake.output)
