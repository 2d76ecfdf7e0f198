"""The figures of a report are known before it is written."""

import re

import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.report.catalog import figures, parameters, quantities

CONFIGS = [Config(), parse_config({"frames": 1, "classes": {"linear": {}}})]


@pytest.mark.parametrize("config", CONFIGS, ids=["default", "one frame of one class"])
def test_every_figure_has_a_file_of_its_own_with_a_portable_name(config):
    files = [figure.file for figure in figures(config)]
    assert len(files) == len(set(files))
    assert all(re.fullmatch(r"[a-z0-9_]+\.(svg|png|webp)", file) for file in files)


def test_every_class_and_every_parameter_has_its_figures():
    files = {figure.file for figure in figures(Config())}
    for class_name in Config().classes:
        assert {f"sheet_{class_name}.webp", f"strip_{class_name}.png", f"positions_{class_name}.svg"} <= files
    for class_name, parameter, _ in parameters(Config()):
        assert f"distribution_{class_name}_{parameter}.svg" in files


def test_categories_are_in_the_order_of_the_page():
    categories = [figure.category for figure in figures(Config())]
    assert categories == sorted(categories)
    assert len(set(categories)) == 4


def test_labels_of_a_category_have_the_same_keys_and_so_form_a_table():
    for category in {figure.category for figure in figures(Config())}:
        keys = {tuple(figure.labels) for figure in figures(Config()) if figure.category == category}
        assert len(keys) == 1, category


def test_one_frame_has_no_speed():
    assert "speed" in quantities(Config())
    assert "speed" not in quantities(parse_config({"frames": 1}))
