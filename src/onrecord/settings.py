"""Settings as data: limits with their unit in the name. Read from the environment (ONRECORD_…) or given in code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Limits and switches of one run. Unknown names are refused."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", extra="forbid", frozen=True)

    max_text_chars: int = Field(default=2_000_000, gt=0, description="Longer texts are set aside with a hint.")
    max_file_bytes: int = Field(default=200_000_000, gt=0, description="Longer files are set aside with a hint.")
    fetch_timeout_s: float = Field(default=20.0, gt=0, description="Whole time for one URL, redirects included.")
    fetch_max_bytes: int = Field(default=20_000_000, gt=0, description="A response that grows longer is given up.")
    fetch_max_redirects: int = Field(default=5, ge=0, description="Redirects followed before giving up.")
    allow_private: bool = Field(
        default=False, description="Whether URLs on private and loopback addresses may be fetched."
    )
    weights: Path | None = Field(default=None, description="Folder of other weights than the package's own.")
    min_confidence: float | None = Field(
        default=None, ge=0, le=1, description="Claims below it are left out; default: the weights' own threshold."
    )
    coder: str | None = Field(
        default=None, min_length=1, description="Who decides, in onrecord review; default: the name of the user."
    )


def data_folder() -> Path:
    """Where what users add lies: ONRECORD_DATA, else `onrecord` in the system's folder for a user's data."""
    if given := os.environ.get("ONRECORD_DATA"):
        return Path(given)
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "onrecord"
