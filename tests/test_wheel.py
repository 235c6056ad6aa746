"""What is installed from the wheel answers, without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_built_wheel_installed_without_the_checkout_answers(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("curbside-*.whl")
    place = tmp_path / "installed"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--target",
        str(place),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(place)}
    where = subprocess.run(
        [sys.executable, "-c", "import curbside; print(curbside.__file__)"],
        env=environment, cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert where.strip().startswith(str(place))
    command = [sys.executable, "-m", "curbside", "ask", "--library", str(tmp_path / "library")]
    asked = subprocess.run(
        [*command, "What are the classic areas of metastasis for neuroendocrine tumors?"],
        env=environment, cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert "82 % of patients with" in asked.stdout
    assert (place / "bin" / "curbside").exists()
    assert list(place.glob("curbside/starter/*/*.md"))
    assert (place / "curbside" / "py.typed").exists()
