"""Property tests try the same examples in every run: a fresh clone passes or it does not.

`scripts/test --hypothesis-profile explore` looks for new ones.
"""

from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine, not about the code.
timeless = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", timeless, derandomize=True)
settings.register_profile("explore", timeless, derandomize=False, max_examples=2_000)
settings.load_profile("same")
