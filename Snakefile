"""Curveball: labeled videos of a ball on a known 3-D curve. `snakemake --cores 4` generates the dataset."""

if workflow.included_stack[1:]:
    raise SystemExit(
        f"\nThe workflow in {workflow.current_basedir.get_path_or_uri(secret_free=True)} cannot be part of another one, "
        "as a module or included, because it checks and keeps the results of whole runs.\n"
        "Let a rule of yours run it: snakemake --snakefile SNAKEFILE --directory FOLDER --cores {threads}\n"
    )


include: "workflow/rules/common.smk"
include: "workflow/rules/generate.smk"
include: "workflow/rules/merge.smk"
include: "workflow/rules/validate.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/export.smk"


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
    SESSION.fail(log)
