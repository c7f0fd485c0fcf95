"""The parts of the page: each lays out its widgets and says what its events do. `ui.py` puts them together."""
