#!/usr/bin/python3
"""Reads a JSON document from standard input and says whether it follows a schema.

   tests/support/validate.py SCHEMA < document

Exit 0: it does. 1: it does not, and where. 2: that could not be found out."""
import json
import pathlib
import sys

import jsonschema


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.load(sys.stdin)))
    for error in errors[:20]:
        print("/".join(str(part) for part in error.absolute_path) + ": " + error.message[:200])
    return 1 if errors else 0


try:
    code = main()
except Exception as trouble:  # whatever it is: no answer was found
    print(f"{type(trouble).__name__}: {trouble}", file=sys.stderr)
    code = 2
sys.exit(code)
