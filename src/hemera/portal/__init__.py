"""The site readers see: one view per page, thin, over ``hemera.store.queries``."""
