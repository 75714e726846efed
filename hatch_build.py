"""Build hook: keep the built-in templates as Jinja compiles them."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc, type-arg]
    """Writes `plangen/_templates.py` before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the templates of this tree with this tree's own code."""
        del version, build_data
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from plangen.compiled import generate
            from plangen.renderer import TEMPLATES, jinja
        finally:
            sys.path.remove(str(root))
        code = generate(jinja(), str(root / "templates"), TEMPLATES)
        (root / "plangen" / "_templates.py").write_text(code, "utf-8")
