"""Input that cannot be used, said in one line: which file, which field, how to mend it."""

from __future__ import annotations


class Problem(Exception):
    """Raised for unusable input. The text is one line for the person who gave it, and holds no patient data."""
