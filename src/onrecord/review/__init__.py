"""People at work on a ledger: what they may see, what comes next, what their words become, how far they agree."""
