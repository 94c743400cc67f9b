"""`make check`: run every linter and contract, then report all of them at once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.web",
    "PORTAL_ROLE": "web",
    "DEMO": "false",
    "SECRET_KEY": "a-key-of-more-than-fifty-characters-that-is-only-used-by-this-check-0123456789",
    "BASE_URL": "https://indgang.example",
    "ALLOWED_HOSTS": "indgang.example",
    "DATABASE_URL": "postgres://indgang@db.example/indgang",
    "CACHE_URL": "rediscache://cache.example:6379/1",
    "CELERY_BROKER_URL": "redis://broker.example:6379/0",
}
MANAGE = [sys.executable, "manage.py"]
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "format": ([str(BIN / "ruff"), "format", "--check", "."], {}),
    "lint": ([str(BIN / "ruff"), "check", "."], {}),
    "imports": ([str(BIN / "lint-imports"), "--no-cache"], {}),
    "types": ([str(BIN / "mypy"), "portal", "catalog", "requests_app", "analysis"], {}),
    "templates": ([str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    "translations": ([*MANAGE, "compile_messages", "--check"], {}),
    "texts": ([*MANAGE, "collect_messages", "--check"], {}),
    "deploy": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
}


def main() -> int:
    failed = []
    for name, (command, environment) in CHECKS.items():
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        print(f"{name:<14}{'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
        if done.returncode != 0:
            failed.append((name, done.stdout + done.stderr))
    for name, output in failed:
        print(f"\n--- {name} ---\n{output[-6000:]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
