"""One shard: from the identity in its `spec` to a file."""

from curveball.generation.lean_process import stay_lean

if __name__ == "__main__":
    stay_lean()

    from curveball.config.loading import parse_config
    from curveball.generation.shards import write_shard
    from curveball.pipeline.job_log import job_log

    spec = snakemake.params.spec
    with job_log(snakemake.log[0], snakemake.rule, spec) as log:
        write_shard(
            config=parse_config(snakemake.config),
            class_name=spec["class_name"],
            first=spec["first"],
            count=spec["count"],
            path=snakemake.output[0],
            progress=log.progress(spec["count"]),
        )
