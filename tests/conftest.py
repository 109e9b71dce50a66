"""Property tests try the same examples in every run: a fresh clone passes or it does not.

`scripts/test --hypothesis-profile explore` looks for new ones.
"""

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=2_000)
settings.load_profile("same")
