"""From claims to incidents: copies of one text, claims on one event, who stands behind them and what they dispute."""
