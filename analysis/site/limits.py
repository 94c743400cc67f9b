"""What one job may use: memory, processor, files and time."""

from __future__ import annotations

from dataclasses import dataclass, field
from os import cpu_count

GIB = 1024**3


@dataclass(frozen=True)
class Limits:
    """Limits of one child process. Bytes, seconds, counts.

    The address space is the engine's memory plus two GiB: measured, DuckDB uses 15-25 % more than its limit, and the
    libraries reserve about one.
    """

    memory_bytes: int = 4 * GIB
    temp_bytes: int = 20 * GIB
    file_bytes: int = 8 * GIB
    wall_seconds: float = 600.0
    open_files: int = 256
    threads: int = field(default_factory=lambda: min(cpu_count() or 1, 4))

    @property
    def address_bytes(self) -> int:
        """RLIMIT_AS of the child."""
        return self.memory_bytes + 2 * GIB

    @property
    def cpu_seconds(self) -> int:
        """RLIMIT_CPU of the child: the wall clock on every thread, rounded up."""
        return int(self.wall_seconds * self.threads) + 1
