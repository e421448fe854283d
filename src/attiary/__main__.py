"""`python -m attiary` and the command `attiary`."""

from __future__ import annotations

import os

from attiary.language import languages_of, use


def main() -> None:
    """Run the command line in the reader's language."""
    use(*languages_of(os.environ))
    # The modules of the commands say their help while they are imported.
    from attiary.cli.main import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
