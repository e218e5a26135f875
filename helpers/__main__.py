"""`python -m helpers`: the same as the command `nncourse`."""
from .cli import main

main()
