"""Puts what stands beside the package in a checkout inside it in a wheel."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = ("config.py", "templates", "static", "migrations", "translations")


class Packaging(BuildHookInterface[Any]):
    """Takes the folders along, except into an editable install, which needs none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files and folders to copy."""
        if version == "editable":
            return
        for name in BESIDE:
            source = str(Path(self.root) / name)
            build_data["force_include"][source] = f"pncrecruit/{name}"
