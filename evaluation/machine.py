"""What a measurement ran on, for the head of every report."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path


def described() -> str:
    """Date, machine, versions and commit, one a line, as Markdown."""
    return "\n".join(
        (
            f"- date: {date.today().isoformat()}",
            f"- machine: {_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB, {platform.platform()}",
            f"- Python {platform.python_version()}, lancedb {version('lancedb')}, curbside {version('curbside')}"
            f" at {_commit()}",
            f"- command: `python -m {' '.join([_module(), *sys.argv[1:]])}`",
        )
    )


def _module() -> str:
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return spec.name if spec is not None else Path(sys.argv[0]).name


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "processor unknown")


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _commit() -> str:
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return run.stdout.strip() or "no commit"
