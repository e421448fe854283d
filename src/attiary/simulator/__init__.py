"""A far end that plays Attio over HTTP: for tests, for the demo, for anyone who works with Attio."""
