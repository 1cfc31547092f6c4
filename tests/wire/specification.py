"""Request bodies against the published OpenAPI files, where these lie beside the repository; unchecked elsewhere."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"


@cache
def load(name: str) -> dict[str, Any] | None:
    """The specification `name`, None when it is not there."""
    path = SPECS / name
    if not path.is_file():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def _discord(schema: str) -> Draft202012Validator | None:
    spec = load("discord-openapi.json")
    if spec is None:
        return None
    # The file wants ids as strings; Discord takes numbers too, which is what discord.py sends.
    schemas = spec["components"]["schemas"] | {"SnowflakeType": {"type": ["string", "integer"]}}
    return Draft202012Validator({"$ref": schema, "components": {"schemas": schemas}})


def complaint(schema: str, body: Any) -> str | None:
    """Why `body` is not valid against Discord's component `schema`; None when it is, or when there is no file."""
    validator = _discord(f"#/components/schemas/{schema}")
    error = None if validator is None else best_match(validator.iter_errors(body))
    return None if error is None else f"{'.'.join(map(str, error.absolute_path)) or 'body'}: {error.message:.300}"


@cache
def known_arguments(method: str) -> frozenset[str] | None:
    """The arguments that Slack's specification lists for `method`; None when it does not know the method."""
    spec = load("slack-web-openapi.json")
    if spec is None or f"/{method}" not in spec["paths"]:
        return None
    operation = next(iter(spec["paths"][f"/{method}"].values()))
    return frozenset(one["name"] for one in operation.get("parameters", []) if one["in"] in ("formData", "query"))
