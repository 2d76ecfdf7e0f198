"""Write card, metadata, provenance, preview and checksums into the folder of the dataset."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import disable, pause_garbage_collection

    pause_garbage_collection()
    disable("pandas")

    from curveball.config.loading import parse_config
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record
    from curveball.pipeline.specs import CITATION, phases
    from curveball.publication.describe import describe_dataset

    config = parse_config(snakemake.config)
    params = snakemake.params
    with job_log(snakemake.log[0], snakemake.rule, params.spec):
        describe_dataset(
            config=config,
            dataset=Path(snakemake.input.manifest).parent,
            validation=Path(snakemake.input.validation),
            citation=CITATION,
            phases=phases(config),
            identities={"merge_dataset": params.dataset, "validate_dataset": params.validation},
            identity=params.validation,
        )
        write_record(params.record, params.identity, snakemake.output)
