"""What a downloaded table's cells may be, and how many rows are read at once."""

from datetime import date, datetime
from decimal import Decimal

CHUNK = 1000

Cell = str | int | float | Decimal | date | datetime | None
