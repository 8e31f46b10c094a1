"""Dated data sets: frozen once, with codebook, versions, digests and what changed since the one before."""
