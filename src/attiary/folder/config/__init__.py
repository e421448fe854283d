"""The files that say how the others are kept: attiary.toml, workspace.json, forgotten.json."""
