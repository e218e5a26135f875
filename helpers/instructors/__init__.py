"""Everything that stays with the instructors: no room of the students' side knows this one, and the bundle leaves it
out.
"""
