"""What knows of jobs: specs, logs, progress, the last words of a run."""
