"""Generate one shard: the samples that its `spec` names."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, pause_garbage_collection, use_system_memory

    pause_garbage_collection()
    disable("pandas")
    use_system_memory()

    from curveball.config.loading import parse_config
    from curveball.generation.identity import identity
    from curveball.generation.shards import write_shard
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record

    spec = snakemake.params.spec
    own_identity = identity(spec)
    with job_log(snakemake.log[0], snakemake.rule, spec) as log:
        write_shard(
            config=parse_config(snakemake.config),
            class_name=spec["class_name"],
            first=spec["first"],
            count=spec["count"],
            path=snakemake.output[0],
            progress=log.progress(spec["count"]),
            identity=own_identity,
        )
        write_record(snakemake.params.record, own_identity, snakemake.output)
