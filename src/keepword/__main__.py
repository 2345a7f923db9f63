"""`python -m keepword` is the `keepword` command."""

from __future__ import annotations

from keepword.cli.main import main

if __name__ == "__main__":
    main()
