"""``python -m hemera``: the command line."""

from hemera.cli import main

if __name__ == "__main__":
    main(prog_name="hemera")
