"""Takes the last import back."""
