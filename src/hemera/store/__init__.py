"""The record: the only place that knows the schema. Models hold columns; reads are in ``queries``, writes in ``writes``."""
