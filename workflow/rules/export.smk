"""The dataset in other formats: one rule per format in `exports`."""

for job in JOBS.exports:

    rule:
        """Write the dataset in another format, once all checks have passed, and compare it with the dataset."""
        name:
            job.name
        input:
            rerun_if_stale(job.name),
            manifest=MANIFEST,
            verdict=ancient(VERDICT),
        output:
            job.outputs,
        log:
            log_of(job.name),
        benchmark:
            job.benchmark
        conda:
            "../../envs/curveball.yaml"
        resources:
            mem_mb=memory_of(job.name),
            runtime=needs.runtime_min(CONFIG, job.name),
        params:
            spec=spec_of(job),
            identity=identity_of(job),
            record=job.record,
            format_name=job.name.removeprefix("export_"),
            folder=str(place(f"{EXPORTS}/{job.name.removeprefix('export_')}")),
            samples=CONFIG.total_samples,
        script:
            "../scripts/export_dataset.py"
