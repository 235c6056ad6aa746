"""Shared by the tests of the evidence model."""

from hypothesis import settings

# No deadline: a slow machine is not a failure. No database: a test run leaves nothing in the checkout.
settings.register_profile("curbside", deadline=None, database=None)
settings.load_profile("curbside")
