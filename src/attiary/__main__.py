"""`python -m attiary` and the command `attiary`."""

from __future__ import annotations

from attiary.cli.main import main

if __name__ == "__main__":
    main()
