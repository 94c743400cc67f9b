"""The bars of branch coverage: 100 % where a mistake leaks or decides, 90 % everywhere else.

Reads the data file that `make test` has just written.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHOLE = 100
MOST = 90
BARS: dict[str, int] = {
    "analysis/plans/*": WHOLE,
    "analysis/envelope/*": WHOLE,
    "analysis/site/disclosure/*": WHOLE,
    "*/rules/*": WHOLE,
    "catalog/commands/*": WHOLE,
    "requests_app/commands/*": WHOLE,
    "analysis/commands/*": WHOLE,
    "portal/accounts/commands.py": WHOLE,
    "portal/workflow/*": WHOLE,
    "*": MOST,
}


def main() -> int:
    low = []
    for pattern, bar in BARS.items():
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "coverage",
                "report",
                f"--include={pattern}",
                f"--fail-under={bar}",
                "--skip-covered",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        print(f"coverage of {pattern:<32}at least {bar} %: {'ok' if done.returncode == 0 else 'TOO LOW'}", flush=True)
        if done.returncode != 0:
            low.append(done.stdout)
    print("\n".join(low))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
