"""`python -m helpers`: the same as the command `nncourse`."""

from .cli import main

if __name__ == "__main__":
    main()
