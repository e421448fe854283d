"""Looks on while the tests run: every exchange with a simulator is compared with two descriptions of Attio.

`models` are those of the `attio` package from PyPI, `openapi` is Attio's own OpenAPI document. Trouble that
a test asked for is left out. `corrections` says what both descriptions get wrong or do not know yet.

For speed the judges see a sample of each page: rows 0, 100, 200 and so on, the last, and every row with a
new kind of value (`sampling`). A fault in another row is not seen. ATTIARY_TEST_EVERY_ROW=1 judges them all.
"""
