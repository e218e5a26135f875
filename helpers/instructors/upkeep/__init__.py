"""Upkeep of the repository: the locks, releases, and the tools that hold the code to its rules."""
