"""The people of a class: the roster, nbgrader's gradebook as its home, and words of theirs made fit for terminals and
tables.
"""
