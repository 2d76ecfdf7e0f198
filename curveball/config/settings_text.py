"""The text of a configuration, from which `snakemake --configfile` makes the same dataset."""

import yaml

from curveball.config.model import Config
from curveball.motions import available_classes
from curveball.structures import to_json


def settings_text(config: Config) -> str:
    """Return all settings but `exports`, on which no other result depends, as YAML.

    Classes that the configuration leaves out are null, since Snakemake merges files with the default one.

    Args:
        config: The configuration.
    """
    settings = to_json(config, "exports")
    settings["classes"] |= {name: None for name in available_classes() if name not in config.classes}
    return yaml.safe_dump(settings, sort_keys=False, default_flow_style=None, width=100)
