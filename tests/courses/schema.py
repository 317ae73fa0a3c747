"""As much of JSON Schema as the excerpt of that of MOOChub needs."""

import re
from datetime import datetime
from uuid import UUID

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def problems(value, schema, at="$"):
    """What is wrong with a value, as sentences with the place."""
    if "anyOf" in schema:
        found = [problems(value, each, at) for each in schema["anyOf"]]
        return [] if [] in found else [f"{at} fits none of several"]
    if "type" in schema and not _is_of(value, schema["type"]):
        return [f"{at} is no {schema['type']}"]
    found = []
    if "enum" in schema and value is not None and value not in schema["enum"]:
        found.append(f"{at} is {value!r}")
    if isinstance(value, str):
        found += _text(value, schema, at)
    if isinstance(value, list):
        found += _list(value, schema, at)
    if isinstance(value, dict):
        found += [f"{at} lacks {n}" for n in schema.get("required", ()) if n not in value]
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                found += problems(value[name], inner, f"{at}.{name}")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{at} is too small")
    return found


def _is_of(value, types):
    types = [types] if isinstance(types, str) else types
    return not isinstance(value, bool) and any(isinstance(value, TYPES[name]) for name in types)


def _text(value, schema, at):
    found = []
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at} is {value!r}")
    try:
        match schema.get("format"):
            case "uuid":
                UUID(value)
            case "date-time":
                assert datetime.fromisoformat(value).tzinfo
            case "iri":
                assert re.match(r"[a-z]+://\S+$", value)
    except (ValueError, AssertionError):
        found.append(f"{at} is {value!r}")
    return found


def _list(value, schema, at):
    found = []
    if schema.get("uniqueItems") and len({repr(each) for each in value}) < len(value):
        found.append(f"{at} has the same twice")
    if len(value) < schema.get("minItems", 0):
        found.append(f"{at} has too few")
    if "items" in schema:
        for number, each in enumerate(value):
            found += problems(each, schema["items"], f"{at}[{number}]")
    return found
