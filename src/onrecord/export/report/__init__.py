"""The situation report: what happened according to whom, every sentence with its evidence."""
