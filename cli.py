"""``python cli.py …`` is ``gongkai …``, from a checkout that is installed or not."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from gongkai.cli import main

if __name__ == "__main__":
    main()
