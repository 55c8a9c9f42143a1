"""JSON columns as text: one form for one value."""

from __future__ import annotations

import json

from pipeline.model.columns import Json

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def json_text(value: object) -> Json:
    """Keys sorted, no spaces, characters as they are."""
    if value in ({}, (), []):  # most are, and the encoder sets itself up for each
        return Json("{}" if value == {} else "[]")
    return Json(_ENCODER.encode(value))
