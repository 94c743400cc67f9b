"""Print the golden report: `python -m tests.golden [CASE …]`. Exit 1 when a number is further off than its case allows."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.golden.answers import Answers
from tests.golden.report import CASES, lines_of, table


def main() -> int:
    """Run the plans of the cases asked for, all by default, and print what was expected and what we got."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("cases", nargs="*", choices=[*sorted(CASES), []], metavar="CASE", help="D01, D02 … (all)")
    asked = parser.parse_args().cases or sorted(CASES)
    with tempfile.TemporaryDirectory(prefix="golden-") as folder:
        answers = Answers(Path(folder))
        lines = [line for case in asked for line in lines_of(case, answers)]
    print("\n".join(table(lines)))
    return 0 if all(line.agrees for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
