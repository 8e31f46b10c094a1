"""The workplace in a browser: pages that the server renders, and the same answers as JSON and CSV."""
