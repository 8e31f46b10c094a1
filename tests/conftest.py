"""Puts `builders` within reach of every test: pytest adds the folder of a conftest to the path."""
