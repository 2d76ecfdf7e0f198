"""Shards: one rule per class, so that an edit of a class regenerates the shards of this class only."""

for class_name in CONFIG.classes:

    rule:
        """Generate one shard of a class: `samples_per_shard` videos; the last shard holds the remainder."""
        name:
            f"generate_{class_name}"
        input:
            rerun_if_stale(f"generate_{class_name}_{{shard}}"),
        output:
            f"{SHARDS}/{class_name}/{{shard}}.parquet",
        log:
            log_of(f"generate_{class_name}_{{shard}}"),
        benchmark:
            f"{BENCHMARKS}/generate_{class_name}_{{shard}}.tsv"
        priority: 2  # A shard that is generated last would keep one core busy, and parts of the dataset waiting.
        conda:
            "../../envs/curveball.yaml"
        resources:
            mem_mb=memory_of(f"generate_{class_name}"),
            runtime=needs.runtime_min(CONFIG, f"generate_{class_name}"),
        params:
            spec=shard_spec(class_name),
            record=str(place(f"{RECORDS}/generate_{class_name}_{{shard}}.json")),
        script:
            "../scripts/generate_shard.py"
