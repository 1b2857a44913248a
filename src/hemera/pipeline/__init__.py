"""The stages in order; ``update`` is the machine on one screen."""
