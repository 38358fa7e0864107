"""Dates, times and money as Swedish and English readers expect them, in local time."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

NBSP = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


def unbroken(text: str) -> str:
    """Return a number, such as one of a telephone, that is never parted over two lines."""
    return text.replace(" ", NBSP)


def _locale(language: str | None) -> str:
    return "en_GB" if (language or get_language() or "sv").startswith("en") else "sv_SE"


def _local_date(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def last_day(closes_at: datetime | None) -> date | None:
    """Return the last day of a window: one that closes at midnight ends the day before."""
    return None if closes_at is None else _local_date(closes_at - timedelta(microseconds=1))


def money(ore: int, language: str | None = None) -> str:
    """Return öre as "1 950 kr" or "SEK 1,950"; öre are shown only where there are any."""
    locale = _locale(language)
    amount = Decimal(ore) / 100
    number = format_decimal(amount, format="#,##0" if ore % 100 == 0 else "#,##0.00", locale=locale)
    number = number.replace(" ", NBSP).replace("-", MINUS)
    return f"SEK{NBSP}{number}" if locale == "en_GB" else f"{number}{NBSP}kr"


def price(ore: int, language: str | None = None) -> str:
    """Return a price, or "Free" for nothing."""
    return money(ore, language) if ore else gettext("Free")


def percent(rate: Decimal, language: str | None = None) -> str:
    number = format_decimal(rate, format="#,##0.##", locale=_locale(language))
    return f"{number}%" if _locale(language) == "en_GB" else f"{number}{NBSP}%"


def day(value: date | datetime, language: str | None = None) -> str:
    """Return "måndag 24 maj 2027" or "Monday 24 May 2027"."""
    return format_date(_local_date(value), "EEEE d MMMM y", locale=_locale(language))


def short_day(value: date | datetime, language: str | None = None) -> str:
    """Return "24 maj 2027"."""
    return format_date(_local_date(value), "d MMMM y", locale=_locale(language))


def weekday(value: date | datetime, language: str | None = None) -> str:
    return format_date(_local_date(value), "EEE", locale=_locale(language)).rstrip(".")


def weekday_and_day(value: date | datetime, language: str | None = None) -> str:
    """Return "måndag 19 april" or "Monday 19 April"."""
    return format_date(_local_date(value), "EEEE d MMMM", locale=_locale(language))


def month_short(value: date | datetime, language: str | None = None) -> str:
    """Return "jan." or "Jan"."""
    return format_date(_local_date(value), "MMM", locale=_locale(language))


def day_number(value: date | datetime) -> str:
    return str(_local_date(value).day)


def month(value: date | datetime, language: str | None = None) -> str:
    """Return the month's name with the year, as a heading: "Maj 2027"."""
    words = format_date(_local_date(value), "LLLL y", locale=_locale(language))
    return words[:1].upper() + words[1:]


def week(value: date | datetime, language: str | None = None) -> str:
    """Return "v. 21" or "week 21" (ISO weeks)."""
    number = _local_date(value).isocalendar().week
    return f"week{NBSP}{number}" if _locale(language) == "en_GB" else f"v.{NBSP}{number}"


def clock(value: datetime, language: str | None = None) -> str:
    """Return "kl. 9.00" or "9.00", in local time."""
    hour = format_datetime(timezone.localtime(value), "H.mm", locale="sv_SE")
    return hour if _locale(language) == "en_GB" else f"kl.{NBSP}{hour}"


def clock_range(start: datetime, end: datetime, language: str | None = None) -> str:
    """Return "kl. 9.00–16.00"."""
    last = format_datetime(timezone.localtime(end), "H.mm", locale="sv_SE")
    return f"{clock(start, language)}{EN_DASH}{last}"


def day_range(start: date | datetime, end: date | datetime, language: str | None = None) -> str:
    """Return "24 maj 2027", "19–22 april 2027" or "30 april – 2 maj 2027"."""
    first, last = _local_date(start), _local_date(end)
    if first == last:
        return short_day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{EN_DASH}{short_day(last, language)}"
    pattern = "d MMMM" if first.year == last.year else "d MMMM y"
    return (
        f"{format_date(first, pattern, locale=_locale(language))}"
        f"{NBSP}{EN_DASH} {short_day(last, language)}"
    )


def weekday_range(start: date | datetime, end: date | datetime, language: str | None = None) -> str:
    """Return "mån" for one day, "mån–tors" for several."""
    first, last = weekday(start, language), weekday(end, language)
    return first if _local_date(start) == _local_date(end) else f"{first}{EN_DASH}{last}"


def week_range(start: date | datetime, end: date | datetime, language: str | None = None) -> str:
    """Return "v. 3" or "v. 3–6"."""
    first, last = week(start, language), week(end, language)
    return first if first == last else f"{first}{EN_DASH}{last.split(NBSP)[-1]}"


def days_of_month(start: date | datetime, end: date | datetime, language: str | None = None) -> str:
    """Return "19–22 april" or "30 april – 2 maj", without the year."""
    first, last = _local_date(start), _local_date(end)
    ending = format_date(last, "d MMMM", locale=_locale(language))
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{EN_DASH}{ending}" if first != last else ending
    return f"{format_date(first, 'd MMMM', locale=_locale(language))}{NBSP}{EN_DASH} {ending}"


def when(start: datetime, end: datetime, language: str | None = None) -> str:
    """Return "måndag 24 maj 2027" for one day, "19–22 april 2027" for several."""
    if _local_date(start) == _local_date(end):
        return day(start, language)
    return day_range(start, end, language)


def when_closer(start: datetime, end: datetime, language: str | None = None) -> str:
    """Return what `when` leaves out: "kl. 9.00–16.00" or "måndag–torsdag, v. 16"."""
    if _local_date(start) == _local_date(end):
        return clock_range(start, end, language)
    first, last = (
        format_date(_local_date(one), "EEEE", locale=_locale(language)) for one in (start, end)
    )
    return f"{first}{EN_DASH}{last}, {week_range(start, end, language)}"


def moment(value: datetime, language: str | None = None) -> str:
    """Return "måndag 24 maj 2027 kl. 9.00" or "Monday 24 May 2027, 9.00"."""
    between = ", " if _locale(language) == "en_GB" else " "
    return f"{day(value, language)}{between}{clock(value, language)}"


def number_word(number: int) -> str:
    """Return a small number as a word for running text; 1 depends on its noun and stays."""
    words = {
        2: pgettext("number", "two"),
        3: pgettext("number", "three"),
        4: pgettext("number", "four"),
        5: pgettext("number", "five"),
        6: pgettext("number", "six"),
        7: pgettext("number", "seven"),
        8: pgettext("number", "eight"),
        9: pgettext("number", "nine"),
        10: pgettext("number", "ten"),
    }
    return words.get(number, str(number))
