"""Looks on while the tests run: every exchange with a simulator is held against two descriptions of Attio.

`models` are those of the `attio` package from PyPI, `document` is Attio's own OpenAPI document. Trouble that
a test asked for is left out. `sampling` says which rows of a page are examined, `corrections` what both
descriptions get wrong or do not know yet.
"""
