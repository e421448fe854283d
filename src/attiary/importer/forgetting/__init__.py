"""How a record is erased for good, kept from coming back, and taken out of the history."""
