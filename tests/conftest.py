"""Every run is the same: a fresh clone passes or it does not, wherever it is started.

Property tests try the same examples; `scripts/test --hypothesis-profile explore` looks for new
ones. Signals that a job in the background, or one under nohup, ignores are heeded again: the
commands that tests start would inherit that.
"""

import signal

from hypothesis import HealthCheck, settings

for name, default in (
    ("SIGINT", signal.default_int_handler),
    ("SIGQUIT", signal.SIG_DFL),
    ("SIGHUP", signal.SIG_DFL),
):
    number = getattr(signal, name, None)  # Windows has but one of them
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, default)

# How long an example takes says something about the machine, not about the code.
timeless = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", timeless, derandomize=True)
settings.register_profile("explore", timeless, derandomize=False, max_examples=2_000)
settings.load_profile("same")
