"""What the law lets a reminder in writing cost, by the day that it is sent.

Source: lag (1981:739) om ersättning för inkassokostnader m.m. and förordning (1981:1057).
A new sum is a new row.
"""

from datetime import date

# The first day of a sum, in öre; what was before the first row never comes up here.
MOST_FEE_ORE = ((date(2000, 1, 1), 6_000),)


def most_fee_ore(day: date) -> int:
    """Return the most that a reminder sent on a day may cost, in öre."""
    return max((first, ore) for first, ore in MOST_FEE_ORE if first <= day)[1]
