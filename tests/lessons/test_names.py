"""Names in the lessons' code: what is imported keeps its meaning, and data that may differ are taken where the text says
so.
"""

import ast

import pytest
from lessons import code_cells, says, slugs

IMPORTS = (ast.Import, ast.ImportFrom)


@pytest.mark.parametrize("slug", slugs())
def test_no_variable_takes_the_name_of_something_imported(slug):
    nodes = [node for cell in code_cells(slug) for node in ast.walk(ast.parse(cell.source))]
    imported = {alias.asname or alias.name for node in nodes if isinstance(node, IMPORTS) for alias in node.names}
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert not imported & assigned


@pytest.mark.parametrize("slug", slugs())
def test_images_that_differ_between_machines_are_taken_only_where_the_text_says_so(slug):
    if any("load_images(" in cell.source for cell in code_cells(slug)):
        says(slug, "what the text below says of results was measured on the digits")
