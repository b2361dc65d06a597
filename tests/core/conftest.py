"""How Hypothesis runs in the tests of the tools."""

from hypothesis import settings

# The machine may be busy, so time is no failure; no examples are kept between runs.
settings.register_profile("rollcall", deadline=None, database=None)
settings.load_profile("rollcall")
