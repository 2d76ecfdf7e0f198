"""Shards to dataset."""


rule merge_dataset:
    """Shuffle the shards, split them into train, validation and test, and write the dataset for publication."""
    input:
        shards=all_shards(),
    output:
        dataset_files(),
    log:
        log_of("merge_dataset"),
    benchmark:
        "results/benchmarks/merge_dataset.tsv"
    conda:
        "../../envs/curveball.yaml"
    params:
        spec=specs.merge_spec(CONFIG),
        verdict="results/verdict.txt",
    script:
        "../scripts/merge_dataset.py"
