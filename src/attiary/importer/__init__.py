"""The engine: walks the path from a remote record to a file, a commit and a row."""
