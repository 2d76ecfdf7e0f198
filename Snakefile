"""Curveball: labeled videos of a ball on a known 3-D curve. `snakemake --cores 4` generates the dataset."""


include: "workflow/Snakefile"


if not IS_MODULE:
    workflow.default_target = "all"  # Snakemake does not take the default from a file that is included.
