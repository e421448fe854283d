"""Erases a record for good, and keeps it from coming back."""
