"""Where the code of this workflow is: CODE, the folder above this one. Nothing of it can be imported yet."""

import tarfile
import tempfile
from pathlib import Path

from snakemake.utils import min_version

min_version("9.17")


def find_code(rules):
    """Return the folder of the code.

    Snakemake loads a module from a git host file by file, but jobs import a library. So the whole commit, which Snakemake
    has in its cache, is unpacked beside it, once.

    Args:
        rules: The folder of this file, as Snakemake knows it.
    """
    if hasattr(rules, "hosted_repo"):
        repository = rules.hosted_repo.repo
        commit = repository.commit(rules.ref).hexsha
        folder = Path(rules.cache_path, "curveball", commit)
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
                with open(Path(unfinished, "commit.tar"), "wb") as archive:
                    repository.archive(archive, commit)
                with tarfile.open(Path(unfinished, "commit.tar")) as archive:
                    checked = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # since Python 3.11.4
                    archive.extractall(Path(unfinished, "commit"), **checked)
                try:
                    Path(unfinished, "commit").rename(folder)
                except OSError:
                    if not folder.exists():  # Another process was not faster.
                        raise
        return folder
    path = Path(rules.get_path_or_uri(secret_free=True))
    if not path.is_dir():
        raise SystemExit(
            f"\nThe workflow in {path} cannot be used: its folder must be on this machine or in a git repository.\n"
            'Name it in the module statement by a path, or as in github("OWNER/NAME", path="workflow/Snakefile", tag="v1").\n'
        )
    return path.parents[1]


CODE = find_code(workflow.current_basedir)
