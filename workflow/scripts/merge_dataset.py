"""Merge all shards into one dataset, or complete the dataset whose parts have been merged."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, pause_garbage_collection

    pause_garbage_collection()
    disable("pandas")

    from curveball.config.loading import parse_config
    from curveball.dataset.merged_part import read_merged_part
    from curveball.dataset.merging import complete_dataset, merge_shards
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record

    config = parse_config(snakemake.config)
    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec) as log:
        for path in snakemake.params.outdated:  # They are about the dataset that this one replaces.
            Path(path).unlink(missing_ok=True)
        folder = Path(snakemake.output[-1]).parent
        if snakemake.input.parts:
            complete_dataset(config, [read_merged_part(Path(path)) for path in snakemake.input.parts], folder)
        else:
            merge_shards(
                config=config,
                shards=[Path(path) for path in snakemake.input.shards],
                folder=folder,
                progress=log.progress(config.total_samples),
                identities=snakemake.params.shard_identities,
            )
        write_record(snakemake.params.record, snakemake.params.identity, snakemake.output)
