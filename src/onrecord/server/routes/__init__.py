"""One file per view. Each has a `router`; `onrecord.server.app` puts them together."""
