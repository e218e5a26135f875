"""The classroom: what students receive, and how a course that is in use gets a new release."""
