"""Sources: files, folders, globs, standard input and URLs become raw documents; kind is found from content."""

from onrecord.sources.collect import collect

__all__ = ["collect"]
