"""What all tests share."""

from hypothesis import settings

settings.register_profile("curveball", deadline=None, derandomize=True, max_examples=25, database=None)
settings.load_profile("curveball")
