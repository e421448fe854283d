"""What a person asks for, as Attio can be asked."""
