"""The build: text sources become solutions notebooks, public cases and, by nbgrader's release step, the course; the
linter, gathered pages, the skeleton of a new lesson.
"""
