"""What all tests share."""

from hypothesis import settings

settings.register_profile("curveball", deadline=None, derandomize=True, max_examples=20, database=None)
settings.load_profile("curveball")
