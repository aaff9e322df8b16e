"""``python -m gongkai``: the same program as ``gongkai``."""

from gongkai.cli import main

main()
