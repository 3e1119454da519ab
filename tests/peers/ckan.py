"""As ckanext-validation 2.2.0 checks an upload (its jobs.py): the report of each set of options.

Standard input: {"source": path, "schema": Table Schema, "options": [{...}, ...]}.
"""

import json
import sys

import requests
from frictionless import Check, Schema, system, validate


def report(source: str, schema: dict, options: dict) -> dict:
    table = Schema.from_descriptor(schema)
    if "checks" in options:
        options["checks"] = [Check.from_descriptor(check) for check in options["checks"]]
    with system.use_context(trusted=True, http_session=requests.Session()):
        return validate(source, format="csv", schema=table, **options).to_dict()


asked = json.load(sys.stdin)
print(json.dumps([report(asked["source"], asked["schema"], each) for each in asked["options"]]))
