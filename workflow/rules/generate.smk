"""Shards: one rule per class, so that an edit of a class's file or range makes this class's shards again."""

for class_name in CONFIG.classes:

    rule:
        name:
            f"generate_{class_name}"
        output:
            f"results/shards/{class_name}/{{shard}}.parquet",
        params:
            spec=shard_spec(class_name),
        log:
            log_of(f"generate_{class_name}_{{shard}}"),
        benchmark:
            f"results/benchmarks/generate_{class_name}_{{shard}}.tsv"
        conda:
            "../../envs/curveball.yaml"
        script:
            "../scripts/generate_shard.py"
