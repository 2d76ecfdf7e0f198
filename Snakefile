"""Curveball: labeled videos of a ball on a known 3-D curve. `snakemake --cores 4` generates the dataset."""

# Snakemake starts with the settings of the command line. Without them, the defaults come first, and the order of the
# classes there sets the labels; `configfile` then applies the command line again.
config.clear()


configfile: f"{workflow.basedir}/config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/generate.smk"
include: "workflow/rules/merge.smk"
include: "workflow/rules/validate.smk"
include: "workflow/rules/report.smk"


rule all:
    """The dataset: generated, merged, validated and reported."""
    default_target: True
    input:
        [output for job in JOBS if job != JOBS.dataset for output in job.outputs],
        MANIFEST,


onstart:
    SESSION.start()


onsuccess:
    SESSION.succeed()


onerror:
    SESSION.fail()
