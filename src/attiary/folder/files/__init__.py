"""Files of the folder: read and written whole, never through a link."""
