"""The accounts of the histories; only the numeric ids are identities."""

from __future__ import annotations

from bot.core.situation import Account, AccountType

MIA = Account("mia", 1001)
WANDA = Account("wanda", 1002)
DAN = Account("dan", 1003)
ROB = Account("rob", 1004)
RITA = Account("rita", 1005)
OTTO = Account("otto", 1008)
OWEN = Account("owen", 1009)
OSCAR = Account("oscar", 1010)
MAX = Account("max", 1021)
MONA = Account("mona", 1022)
DORA = Account("dora", 1023)
RAFI = Account("rafi", 1024)
RUTH = Account("ruth", 1025)
RENE = Account("rene", 1026)
OLGA = Account("olga", 1027)
OMAR = Account("omar", 1028)
INES = Account("ines", 1029)
BOT = Account("github-actions[bot]", 41898282, AccountType.BOT)

ADMINS = (MIA, MAX, MONA)
"""Some of them are admins of each mini program; wanda is of the workspace."""
DEVELOPERS = (DAN, DORA)
REVIEWERS = (ROB, RITA, RAFI, RUTH, RENE)
"""Some of them are reviewers of each app."""
OWNERS = (OTTO, OWEN)
OPERATORS = (OLGA, OMAR)
"""They stop, pause and cancel in each app."""
INSPECTORS = (INES,)
EVERYBODY = (*ADMINS, WANDA, *DEVELOPERS, *REVIEWERS, *OWNERS, *OPERATORS, *INSPECTORS, OSCAR)


def known(number: int) -> Account:
    """Somebody by the numeric id."""
    return next(one for one in EVERYBODY if one.id == number)
