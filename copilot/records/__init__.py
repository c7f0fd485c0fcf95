"""Parsers of charts, one a format. They run in a child process only (`child.py`) and know nothing of cases."""
