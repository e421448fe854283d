"""Record to document, document to bytes, and the name of its file: pure decisions only."""
