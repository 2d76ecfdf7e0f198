"""The tables and the plot of the benchmarks, generated from `benchmarks/results.json`."""

import json
import re
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results.json"

GIVES = {
    "Curveball: dataset, checks and report": ("yes", "yes", "yes", "yes, to the same bytes"),
    "Curveball: dataset only": ("yes", "yes", "page checksums", "yes, to the same bytes"),
    "Script: OpenCV, savez_compressed": ("no", "no", "no", "no"),
    "The script in a pool, a process per class": ("no", "no", "no", "no"),
    "Hugging Face from_generator": ("by the sampler", "afterwards", "no", "no"),
    "litData optimize": ("by the sampler", "afterwards", "no", "yes, with `use_checkpoint`"),
    "WebDataset ShardWriter": ("by the sampler", "no", "no", "no"),
}
"""What each way to write a dataset gives: shuffled, split, checked, resumable."""
_LIMITS = {
    "start the processes that generate": "the same imports in empty processes",
    "render": "filling memory in the cache",
    "compress and digest": "compressing",
    "write Parquet": "writing the compressed videos alone",
    "merge": "one empty process",
    "validate": "decoding once, what the classifiers learn and predict, and an empty process",
    "report": "importing matplotlib, pandas, Pillow and Jinja",
}
_RUN = {
    "wall_r": "**The default run, from nothing to report**",
    "generate_r": "Generate",
    "merge_r": "Merge",
    "validate_r": "Validate",
    "report_r": "Report",
    "rest_r": "Snakemake's start, between the jobs, description, verdict",
    "nothing_to_do_r": "The same command again: nothing to do",
    "empty_r": "Snakemake alone: a workflow of one rule with nothing to do",
    "dry_run_r": "`snakemake --dry-run`",
}


NOT_MEASURED = "*Not measured yet: `make bench` does.*"


def measured() -> dict[str, Any]:
    """Return what the last `make bench` measured."""
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return results


def tables(results: dict[str, Any]) -> dict[str, str]:
    """Return all tables by the names of their places on the pages. What is not measured yet has a line instead."""
    makers = {
        "run": run_table,
        "stages": stages_table,
        "comparison": comparison_table,
        "reading": reading_table,
        "scaling": scaling_table,
    }
    found = {name: make(results[name]["figures"]) if name in results else NOT_MEASURED for name, make in makers.items()}
    return found | {"earlier": earlier_table(results), "gives": gives_table(), "circumstances": circumstances(results)}


def run_table(figures: dict[str, Any]) -> str:
    """Return the table of the default run."""
    times = _RUN | {"cpu_r": "CPU time of all processes of the run"}
    rows = [
        (title, f"{figures[key]:.2f}", f"{figures[key] * figures['reference_s']:.1f}")
        for key, title in times.items()
        if key in figures
    ]
    runs = f"Medians of {figures['rounds']} runs" if figures["rounds"] > 1 else "One run"
    note = (
        f"{runs}. The peak memory of all processes together is {figures['peak_mib']:,.0f} MiB. A start with nothing to "
        f"do takes {figures['nothing_to_do_cpu_r']:.2f} R of CPU time, and {figures['empty_cpu_r']:.2f} R of that is "
        "what Snakemake takes for a workflow of one rule."
    )
    head = (f"{figures['videos']:,} videos, {figures['cores']} cores", "Time, R", "Time, s")
    return f"{table(head, rows)}\n\n{note}"


def earlier_table(results: dict[str, Any]) -> str:
    """Return the default run as it was measured at several times."""
    found = [*results.get("earlier_runs", ()), *([results["run"]] if "run" in results else [])]
    keys = ("wall_r", "cpu_r", "validate_r", "report_r", "nothing_to_do_r", "empty_r")
    rows = [
        (
            about["measured"]["date"],
            f"`{about['measured']['commit'][:7]}`",
            f"{about['figures']['reference_s']:.2f}",
            *(f"{about['figures'][key]:.2f}" if key in about["figures"] else "" for key in keys),
        )
        for about in found
    ]
    head = (
        "Start, UTC",
        "Commit",
        "R, s",
        "Time",
        "CPU time",
        "Validate",
        "Report",
        "Nothing to do",
        "One rule, nothing to do",
    )
    return table(head, rows) if rows else NOT_MEASURED


def stages_table(figures: dict[str, Any]) -> str:
    """Return the table of the stages beside their limits."""
    rows = []
    for row in figures["rows"]:
        name = row["stage"][0].upper() + row["stage"][1:]
        limit = f"{row['limit_r']:.2f}: {_LIMITS[row['stage']]}" if row["limit_r"] else ""
        rows.append((name, f"{row['cpu_r']:.2f}", limit))
    rows.append(("**Sum**", f"**{sum(row['cpu_r'] for row in figures['rows']):.2f}**", ""))
    note = f"Generating and merging take {figures['generate_and_merge_of_limit']:.2f} times the sum of their limits."
    return f"{table(('Stage', 'CPU time, R', 'Limit, R'), rows)}\n\n{note}"


def comparison_table(figures: list[dict[str, Any]]) -> str:
    """Return a table for each number of videos."""
    parts = []
    for size in sorted({row["videos"] for row in figures}):
        chosen = [row for row in figures if row["videos"] == size]
        head = (
            f"{size:,} videos",
            "Wall time, s",
            "Wall time, R",
            "CPU time, R",
            "Peak MiB",
            "Bytes per video",
        )
        parts.append(table(head, [_costs(row) for row in chosen]))
    return "\n\n".join(parts)


def gives_table() -> str:
    """Return the table of what each way gives."""
    return table(("", "Shuffled", "Split", "Checked", "Resumable"), [(name, *given) for name, given in GIVES.items()])


def reading_table(figures: dict[str, Any]) -> str:
    """Return the table of readers beside decoding."""
    rows = [
        (row["library"], row["reader"], f"{row['us_per_video']:,.0f}", f"{row['of_decoding']:.2f}")
        for row in figures["rows"]
    ]
    return table(("Library", "Reader", "CPU time per video, µs", "Times decoding alone"), rows)


def scaling_table(figures: list[dict[str, Any]]) -> str:
    """Return the table of runs of several sizes."""
    rows = [
        (
            f"{row['videos']:,}",
            str(row["cores"]),
            f"{row['wall_r']:.2f}",
            f"{row['cpu_r']:.2f}",
            f"{row['cpu_r_per_30000']:.2f}",
            f"{row['peak_mib']:,.0f}",
        )
        for row in figures
    ]
    head = ("Videos", "Cores", "Wall time, R", "CPU time, R", "CPU time per 30,000 videos, R", "Peak MiB")
    return table(head, rows)


def circumstances(results: dict[str, Any]) -> str:
    """Return when and where each section was measured."""
    rows = [
        (
            section,
            about["measured"]["date"],
            f"`{about['measured']['commit'][:7]}`",
            f"{about['measured']['system']}, {about['measured']['cores']} cores",
            about["measured"]["python"],
            f"{about['measured']['load']:.1f}",
            f"{about['measured']['limits']['reference_s']:.2f}",
        )
        for section, about in results.items()
        if isinstance(about, dict)
    ]
    head = ("Section", "Start, UTC", "Commit", "Machine", "Python", "Load at the start", "R at the start, s")
    return table(head, rows) if rows else NOT_MEASURED


def plot(results: dict[str, Any]) -> str:
    """Return a dot per way: the wall time of the largest number of videos, in R, on a logarithmic scale. It is SVG."""
    figures = results["comparison"]["figures"] if "comparison" in results else []
    size = max((row["videos"] for row in figures), default=0)
    rows = [row for row in figures if row["videos"] == size]
    low, high = 0.5, 2 * max((row.get("wall_r", 0) for row in rows), default=1)
    return _Dots(low=low, high=high, unit="R").svg(f"Wall time of {size:,} videos, in R", rows)


class _Dots:
    """A dot per row on a logarithmic scale, drawn without a library: the same bytes on every machine."""

    _LEFT, _WIDTH, _ROW, _TOP = 290, 380, 30, 46
    _STYLE = (
        "text{font:13px sans-serif;fill:#1d2329}line{stroke:#d0d7dd}circle{fill:#59636e}circle.own{fill:#0072b1}"
        "@media(prefers-color-scheme:dark){text{fill:#e6e9ec}line{stroke:#4a535c}circle{fill:#9aa4ae}circle.own{fill:#4aa8e0}}"
    )

    def __init__(self, low: float, high: float, unit: str):
        self._low, self._high, self._unit = low, high, unit

    def svg(self, title: str, rows: Sequence[dict[str, Any]]) -> str:
        """Return a drawing with a dot per row."""
        height = self._TOP + self._ROW * len(rows) + 12
        width = self._LEFT + self._WIDTH + 150
        lines = [self._tick(value, height) for value in (1, 2, 5, 10, 20, 50, 100, 200) if value < self._high]
        dots = [self._dot(number, row) for number, row in enumerate(rows)]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">\n'
            f"<title>{escape(title)}</title>\n<style>{self._STYLE}</style>\n"
            + "\n".join([*lines, *dots])
            + "\n</svg>\n"
        )

    def _place(self, value: float) -> float:
        return round(self._LEFT + self._WIDTH * log(max(value, self._low) / self._low) / log(self._high / self._low), 1)

    def _tick(self, value: float, height: int) -> str:
        x = self._place(value)
        return (
            f'<line x1="{x}" x2="{x}" y1="{self._TOP - 8}" y2="{height - 8}"/>'
            f'<text x="{x}" y="{self._TOP - 16}" text-anchor="middle">{value} {self._unit}</text>'
        )

    def _dot(self, number: int, row: dict[str, Any]) -> str:
        y = self._TOP + self._ROW * number
        name = f'<text x="{self._LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(row["name"])}</text>'
        if "wall_r" not in row:
            return f'{name}<text x="{self._LEFT + 6}" y="{y + 15}">{escape(row["left_out"])}</text>'
        end = self._place(row["wall_r"])
        kind = ' class="own"' if row["name"].startswith("Curveball") else ""
        return (
            f'{name}<line x1="{self._LEFT}" x2="{end}" y1="{y + 10}" y2="{y + 10}"/>'
            f'<circle cx="{end}" cy="{y + 10}" r="6"{kind}/>'
            f'<text x="{end + 12}" y="{y + 15}">{row["wall_r"]:.1f} {self._unit}</text>'
        )


def _costs(row: dict[str, Any]) -> tuple[str, ...]:
    if "wall_r" not in row:
        return row["name"], row["left_out"], "", "", "", ""
    return (
        row["name"],
        f"{row['wall_s']:.1f}",
        f"{row['wall_r']:.2f}",
        f"{row['cpu_r']:.2f}",
        f"{row['peak_mib']:,.0f}",
        f"{row['bytes_per_video']:,.0f}",
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, with columns on the right if their first text is a number."""
    firsts = [next(filter(None, cells), "") for cells in zip(*rows, strict=True)]
    lines = [head, ["---", *("---:" if _is_number(text) else "---" for text in firsts[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\**[\d,]+(\.\d+)?\**( R| s| MiB)?", text) is not None
