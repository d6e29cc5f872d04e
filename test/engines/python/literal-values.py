"""Reads manifests as Odoo does: a line of Base64 in, a line of JSON out; null for what is no dict of literals."""

import ast
import base64
import io
import json
import sys
import warnings

warnings.simplefilter("ignore")


def plain(value):
    """The value as the reader under test has it: lists for tuples and sets, texts for bytes, pairs for dicts."""
    if isinstance(value, dict):
        return {"dict": [[plain(key), plain(one)] for key, one in value.items()]}
    if isinstance(value, (list, tuple, set)):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if value is None or isinstance(value, (bool, str)):
        return value
    return {"number": float(value)}


for line in sys.stdin:
    try:
        # Text mode with universal line breaks, as open(path, "r", encoding="utf-8") reads.
        text = io.TextIOWrapper(io.BytesIO(base64.b64decode(line)), encoding="utf-8").read()
        value = ast.literal_eval(text)
        answer = plain(value) if isinstance(value, dict) else None
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError, OverflowError):
        answer = None
    print(json.dumps(answer), flush=True)
