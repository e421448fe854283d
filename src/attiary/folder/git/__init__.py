"""The user's repository: read, checked, committed to."""
