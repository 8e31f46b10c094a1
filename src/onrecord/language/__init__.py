"""The encoder: one pass over an article, several heads, spans and scores. Knows words and labels, not claims."""
