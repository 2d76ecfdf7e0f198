"""Merge a part of the dataset: some of its files."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, pause_garbage_collection

    pause_garbage_collection()
    disable("pandas")

    from curveball.config.loading import parse_config
    from curveball.dataset.merged_part import write_merged_part
    from curveball.dataset.merging import merge_part
    from curveball.dataset.parts import parts
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record

    config = parse_config(snakemake.config)
    params = snakemake.params
    with job_log(snakemake.log[0], snakemake.rule, params.spec) as log:
        for path in params.outdated:  # They are about the dataset of which this part replaces files.
            Path(path).unlink(missing_ok=True)
        part = parts(config)[params.spec["part"]]
        merged = merge_part(
            config=config,
            part=part,
            shards=[Path(path) for path in snakemake.input.shards],
            folder=Path(params.folder),
            progress=log.progress(part.total_rows),
            identities=params.shard_identities,
        )
        write_merged_part(merged, Path(snakemake.output[-1]))
        write_record(params.record, params.identity, snakemake.output)
