"""What a screen or a command asks for: typed results, for a face to show in its own way."""
