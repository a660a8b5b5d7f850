"""``python -I -m bot``: the command line, run by an interpreter that looks nowhere else."""

from bot.cli.entry import main

if __name__ == "__main__":
    main()
