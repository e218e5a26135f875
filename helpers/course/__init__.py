"""What all rooms share: the lessons as the map names them, the vocabulary of notebooks, the tree of errors, files
written whole, programs found.
"""
