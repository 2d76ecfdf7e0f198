"""The quantities of samples that `splits.hold_out` may name, drawn without the rest of the samples."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from curveball.config.hold_out import COMMON_QUANTITIES
from curveball.config.model import Config
from curveball.generation.curves import draw_appearance, draw_curves, draw_parameters
from curveball.generation.framing import draw_views, drawn_elevation_deg

_VIEWS_AT_A_TIME = 2048
"""Bounds the memory of their curves."""


def draw_quantities(
    config: Config, class_name: str, indices: NDArray[np.int64], names: Collection[str]
) -> dict[str, NDArray[np.float64]]:
    """Draw quantities of the samples of one class.

    All but the elevation of the camera take less than a microsecond per sample. The elevation is known only when a view
    shows the curve, which takes about as long as the sample without its pixels.

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        indices: Shape (N,), nonnegative, in any order.
        names: Those of the quantities: parameters of the class, and some of `COMMON_QUANTITIES`.

    Returns:
        The quantities by name, each of shape (N,).

    Raises:
        FramingError: A sample has no usable view, and `elevation_deg` is wanted.
    """
    found: dict[str, NDArray[np.float64]] = {}
    if not set(names) <= set(COMMON_QUANTITIES):
        found |= draw_parameters(config, config.classes[class_name], class_name, indices)
    if not set(names).isdisjoint(set(COMMON_QUANTITIES) - {"elevation_deg"}):
        appearance = draw_appearance(config, class_name, indices)
        found |= {
            "extent": appearance.extent,
            "field_of_view_deg": appearance.field_of_view_deg,
            "pace_bend": appearance.paces.bend,
            "jitter_std": appearance.jitter_std,
        }
    if "elevation_deg" in names:
        found["elevation_deg"] = _elevations(config, class_name, indices)
    return {name: found[name] for name in names}


def _elevations(config: Config, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the elevations of the cameras in degrees, shape (N,)."""
    motion = config.classes[class_name]
    found = np.empty(len(indices))
    for start in range(0, len(indices), _VIEWS_AT_A_TIME):
        part = slice(start, start + _VIEWS_AT_A_TIME)
        curves = draw_curves(config, motion, class_name, indices[part])
        found[part] = drawn_elevation_deg(config, draw_views(config, motion, curves, class_name, indices[part]))
    return found
