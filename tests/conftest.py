"""Puts `builders` within reach of every test: pytest adds the folder of a conftest to the path."""

from hypothesis import settings

# A busy machine is no failure of a property
settings.register_profile("onrecord", deadline=None)
settings.load_profile("onrecord")
