"""nbgrader for Formgrader where all submissions belong to one system account: owners say nothing
about who handed in.
"""

c = get_config()  # noqa: F821 - given by traitlets

c.ExchangeCollect.check_owner = False
