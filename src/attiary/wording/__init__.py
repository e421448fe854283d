"""Sentences of results, as values: for the terminal and for a page alike."""
