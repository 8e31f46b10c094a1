"""Learning from people's decisions: heads of claims are adjusted, the encoder stays. Needs the extra `train`."""
