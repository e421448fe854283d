"""What commits did to records. Nothing is written."""
