"""What a process has loaded from which Snakemake is forked again and again. The library is not part of it: each project
has its own copy."""

import msgspec  # noqa: F401
import numpy  # noqa: F401
import pyarrow  # noqa: F401
import snakemake.cli
import snakemake.executors.dryrun
import snakemake.executors.local
import snakemake.report
import snakemake.scheduling.greedy
import snakemake.scheduling.job_scheduler

snakemake.cli.get_argument_parser()  # loads all plugins
