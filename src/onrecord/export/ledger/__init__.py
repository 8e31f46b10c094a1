"""Data out of a ledger into a file: one module per format, and `formats`, which knows them all."""
