# Development commands. `just` lists them; each also runs as it stands here.

[private]
default:
    @just --list

# All that decides what lands
ci:
    bash .ci/run

# The tests, in parallel
test *args:
    uv run pytest {{args}}

# Format, lint, types, who may import whom
check:
    uv run ruff format
    uv run ruff check
    uv run mypy
    uv run lint-imports

# The main job on a made-up workspace
demo:
    uv run attiary demo

# Play Attio on port 8805
simulator:
    uv run attiary simulator --port 8805
