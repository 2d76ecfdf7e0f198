"""The page and Snakemake's own report agree."""

import json
import re
import zipfile

import pytest

from curveball.config.model import Config
from curveball.report.catalog import figures
from curveball.report.run_plots import rule_edges


def test_the_page_has_the_rules_of_snakemakes_graph(kept_project):
    graph = kept_project.make("--rulegraph")
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', graph))
    edges = {(names[one], names[other]) for one, other in re.findall(r"(\d+) -> (\d+)", graph)}
    edges = {edge for edge in edges if edge[1] != "all"}
    implied = {(one, last) for one, middle in edges for other, last in edges if middle == other}

    assert rule_edges(Config()) == edges - implied


@pytest.mark.slow
def test_snakemakes_report_has_every_figure_with_caption_category_and_labels(project):
    project.make("--report", "report.zip", cores=None)

    with zipfile.ZipFile(project.path("report.zip")) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
        page = archive.read("report/report.html").decode()
    results = json.loads(re.search(r"var results = (\{.*?\});?$", page, re.M)[1])

    assert {figure.file for figure in figures(Config())} <= names
    assert all(result["caption"] and result["labels"] for result in results.values())
    for figure in figures(Config()):
        assert f'"{figure.category}"' in page
