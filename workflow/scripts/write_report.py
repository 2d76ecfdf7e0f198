"""Write the report page and its figures."""

import sys
from datetime import datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the code of this workflow, before any other copy of it

    from curveball.generation.lean_process import pause_garbage_collection

    pause_garbage_collection()

    from curveball.report.lean_matplotlib import compose_no_docstrings

    compose_no_docstrings()

    from curveball.config.loading import parse_config
    from curveball.pipeline.benchmarks import read_benchmarks
    from curveball.pipeline.job_log import job_log
    from curveball.pipeline.records import write_record
    from curveball.pipeline.specs import code_digests
    from curveball.report.page import write_report

    config = parse_config(snakemake.config)
    page = Path(snakemake.output.page)
    with job_log(snakemake.log[0], snakemake.rule, snakemake.params.spec):
        write_report(
            config=config,
            dataset=Path(snakemake.input.manifest).parent,
            validation=Path(snakemake.input.validation),
            identity=snakemake.params.validation,
            jobs=read_benchmarks(config, page.parent / "benchmarks"),
            code=code_digests(config),
            path=page,
            figures=page.parent / "figures",
            now=datetime.now(),
            processes=snakemake.resources.processes,
        )
        write_record(snakemake.params.record, snakemake.params.identity, snakemake.output)
