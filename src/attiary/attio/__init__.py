"""The only code that speaks to Attio."""
