"""The tables of docs/explanation/scale.md, generated from `benchmarks/results.json`."""

from typing import Any

from docs._ext.benchmarks import NOT_MEASURED, table

_BILLION, _VIDEOS_OF_R = 1_000_000_000, 30_000
_STEPS = {
    "generate": "generate",
    "merge": "merge parts, and complete the dataset",
    "validate": "validate parts",
    "put together and learn": "put together what was found in the parts, train the classifiers",
    "describe and report": "describe and report",
}
_WORKS = {
    "divide": "which files, indices and shards each part has",
    "order": "the order of the rows of one part",
    "regenerate": "which samples of one part are regenerated",
    "repeats": "the search for repetitions among the records of all parts",
}
"""What jobs do for the whole dataset."""
_OF_EACH_PART = ("order", "regenerate")
_SEARCHES = 2
"""For samples that occur twice, and for videos."""


def tables(results: dict[str, Any]) -> dict[str, str]:
    """Return all tables by the names of their places on the page. What is not measured yet has a line instead."""
    names = ("million", "works", "shards", "dags", "billion")
    if not {"scaling", "large", "comparison"} <= results.keys() or "steps" not in _largest(results):
        return dict.fromkeys(names, NOT_MEASURED)
    large = results["large"]["figures"]
    return {
        "million": million_table(_largest(results)),
        "works": works_table(large),
        "shards": shards_table(large),
        "dags": dags_table(large),
        "billion": billion_table(results),
    }


def million_table(row: dict[str, Any]) -> str:
    """Return what each step of the largest run took."""
    rows = [
        (title, f"{step['jobs']:,.0f}", _per_video(step["cpu_s"], row["videos"]), f"{step['peak_mib']:,.0f} MiB")
        for name, title in _STEPS.items()
        if (step := row["steps"].get(name))  # Small datasets are merged and validated as a whole.
    ]
    all_s = row["cpu_r"] * row["reference_s"]
    rest_s = all_s - sum(step["cpu_s"] for step in row["steps"].values())
    rows.append(("Snakemake, and what it does not count of the jobs", "", _per_video(rest_s, row["videos"]), ""))
    wall_s = row["wall_r"] * row["reference_s"]
    note = (
        f"In all, {row['videos']:,} videos took {all_s:,.0f} s of CPU time and {wall_s:,.0f} s on the clock, or "
        f"{row['cpu_r']:.1f} R and {row['wall_r']:.1f} R, where R is {row['reference_s']:.2f} s."
    )
    return f"{table(('Step', 'Jobs', 'CPU time per video', 'Memory of a job'), rows)}\n\n{note}"


def works_table(large: dict[str, Any]) -> str:
    """Return what jobs do for the whole dataset, whatever their own part is."""
    rows = [
        (title, f"{cost['cpu_s']:.1f} s", f"{cost['peak_mib']:,.0f} MiB")
        for name, title in _WORKS.items()
        for cost in [large["works"][name]]
    ]
    return table((f"{large['videos']:,} videos, {large['parts']} parts", "CPU time", "Memory"), rows)


def shards_table(large: dict[str, Any]) -> str:
    """Return how long it takes to plan jobs and their identities, without Snakemake."""
    rows = [
        (f"{row['videos']:,}", f"{row['shards']:,}", f"{row['cpu_s']:.1f} s", f"{row['peak_mib']:,.0f} MiB")
        for row in large["shards"]
    ]
    return table(("Videos", "Shards", "CPU time", "Memory"), rows)


def dags_table(large: dict[str, Any]) -> str:
    """Return how long Snakemake takes to plan a run."""
    rows = [
        (
            f"{row['videos']:,}",
            f"{row['shards']:,}",
            f"{row['parts']:,}",
            f"{row['graph_s']:.1f} s",
            f"{row['dry_run_s']:.1f} s",
        )
        for row in large["dags"]
    ]
    return table(("Videos", "Shards", "Parts", "`--dag`", "`--dry-run`"), rows)


def billion_table(results: dict[str, Any]) -> str:
    """Return what a billion videos take: ten datasets, as docs/explanation/scale.md makes them."""
    large = results["large"]["figures"]
    videos, parts = large["videos"], large["parts"]
    shards = next(row["shards"] for row in large["shards"] if row["videos"] == videos)
    datasets = _BILLION // videos
    files = -(-videos // large["rows_per_file"])
    size = next(
        row["bytes_per_video"]
        for row in results["comparison"]["figures"]
        if row["name"] == "Curveball: dataset only" and row["videos"] == _VIDEOS_OF_R
    )
    file_mb = large["rows_per_file"] * size / 1e6
    jobs = shards + 2 * parts
    works_s = {name: work["cpu_s"] for name, work in large["works"].items()}
    dataset_s = parts * sum(works_s[name] for name in _OF_EACH_PART) + _SEARCHES * works_s["repeats"]
    hours = {
        "for each video, as in the table of scaling": videos * _marginal_s(results) / 3600,
        "for what jobs do for the whole dataset": dataset_s / 3600,
        "for the starts of jobs on a cluster": jobs * large["start_of_a_job_s"] / 3600,
    }
    rows = [
        ("Jobs that generate", f"{shards:,}", f"{datasets * shards:,}"),
        ("Jobs that merge, and that validate", f"{parts:,} and {parts:,}", f"{datasets * 2 * parts:,}"),
        (
            "Files of the dataset",
            f"{files:,} of {file_mb:,.0f} MB",
            f"{datasets * files:,}",
        ),
        *((f"Core-hours {what}", f"{value:.1f}", f"{datasets * value:.0f}") for what, value in hours.items()),
        ("**Core-hours**", f"**{sum(hours.values()):.1f}**", f"**{datasets * sum(hours.values()):.0f}**"),
        ("Dataset", f"{videos * size / 1e9:,.0f} GB", f"{_BILLION * size / 1e12:.1f} TB"),
        ("Shards", f"{videos * size / 1e9:,.0f} GB", f"{_BILLION * size / 1e12:.1f} TB"),
    ]
    return table(("", f"One of {datasets}", "All"), rows)


def _marginal_s(results: dict[str, Any]) -> float:
    """Return the CPU seconds of a further video: between the two largest runs with most cores."""
    cores = max(row["cores"] for row in results["scaling"]["figures"])
    smaller, larger = sorted(
        (row for row in results["scaling"]["figures"] if row["cores"] == cores), key=lambda row: int(row["videos"])
    )[-2:]
    reference_s = results["large"]["figures"]["reference_s"]
    marginal_r: float = (larger["cpu_r"] - smaller["cpu_r"]) / (larger["videos"] - smaller["videos"])
    return marginal_r * reference_s


def _largest(results: dict[str, Any]) -> dict[str, Any]:
    """Return the largest run with most cores."""
    found: dict[str, Any] = max(results["scaling"]["figures"], key=lambda row: (row["videos"], row["cores"]))
    return found


def _per_video(seconds: float, videos: int) -> str:
    return f"{seconds / videos * 1e6:.0f} µs" if seconds / videos > 5e-6 else f"{seconds:.0f} s in all"
