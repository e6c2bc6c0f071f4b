"""`python -m tests.oracles FOLDER`: compare this package's statistics with the reference results in a folder.

A folder holds data sets, each with `expected.json` and its data; without one, the data sets that come along.
"""

import sys
from pathlib import Path

from tests.oracles.running import outcome

SHIPPED = Path(__file__).parent / "data"


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else SHIPPED
    if not root.is_dir():
        print(f"There is no folder {root}.")
        print("0 passed, 1 failed")
        return 1
    result = outcome(root, say=print)
    print(f"{result.passed} passed, {result.failed} failed")
    return 1 if result.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
