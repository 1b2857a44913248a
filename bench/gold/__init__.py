"""Measuring what is read from pages whose article somebody wrote down: the gold. ``bench/extraction.py`` is the command."""
