"""Reading whole tables and lists, page by page, and proving that nothing is missing."""
