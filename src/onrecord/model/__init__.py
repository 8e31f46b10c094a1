"""The nouns of onrecord: spans, documents, readings, claims, errors. Imports nothing else of the package."""
