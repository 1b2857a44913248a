"""Answering for what is shown: readers' reports, staff's decisions, and the log that outlives the database.

``decide`` judges and touches nothing; ``actions`` has one file per verb; ``blocks`` is the log beside the archive. Visibility
itself lies in ``store``: pages, index and API hide what is hidden without knowing of this package.
"""
