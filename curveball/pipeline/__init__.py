"""Everything about jobs: what results depend on (specs), logs, progress, and the summary of a run."""
