"""The codebook: every type, mode, status, stance, sector, code of precision and field, with definition and example."""

from onrecord.export.codebook.page import page

__all__ = ["page"]
