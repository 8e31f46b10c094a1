"""From data to weights. Imports onrecord; onrecord never imports this."""
