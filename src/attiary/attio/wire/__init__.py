"""Bytes of answers to nouns."""
