"""Identifiers that depend on nothing but the note's bytes and the place in them."""

from __future__ import annotations

import hashlib


def report_id(raw: bytes) -> str:
    """First 16 hex digits of the SHA-256 of the raw file (CONTRACT.md)."""
    return hashlib.sha256(raw).hexdigest()[:16]


def stable_id(*parts: object) -> str:
    """16 hex digits for an ordered tuple of parts, as their decimal or text form joined by U+001F."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()
