"""The pictures of the little press: a painter and what it can paint."""
