"""Records that Attio does not have any more: gone, or merged into others."""
