from curveball.config.errors import ConfigError as ConfigError
from curveball.config.errors import CurveballError as CurveballError
from curveball.config.loading import load_config as load_config
from curveball.config.loading import parse_config as parse_config
from curveball.config.model import Config as Config
from curveball.dataset.annotations import boxes as boxes
from curveball.dataset.annotations import depth as depth
from curveball.dataset.annotations import flow as flow
from curveball.dataset.annotations import masks as masks
from curveball.dataset.annotations import timestamps as timestamps
from curveball.dataset.hugging_face import decode_rows as decode_rows
from curveball.dataset.reader import Dataset as Dataset
from curveball.dataset.reversal import reverse as reverse
from curveball.dataset.sample_rows import Sample as Sample
from curveball.dataset.samples import generate as generate
from curveball.dataset.stream import Stream as Stream
from curveball.dataset.twins import twin as twin
from curveball.dataset.verification import Verification as Verification
from curveball.dataset.verify import verify as verify

__version__: str
