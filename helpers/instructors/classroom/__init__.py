"""The classroom: the bundle that students receive, and the hub of a class."""
