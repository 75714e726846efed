"""What all tests share."""

import os

from hypothesis import settings

settings.register_profile("plangen", deadline=None, max_examples=100)
settings.load_profile("plangen")
os.environ.pop("SOURCE_DATE_EPOCH", None)
