"""Calls over the network: one after another at a fair pace, again where that helps."""
