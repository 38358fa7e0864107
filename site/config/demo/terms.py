"""The terms of the demo's events, in both languages."""

from config.demo.languages import Both

CONFERENCE_TERMS = Both(
    "Anmälan är bindande. Du kan ge platsen till en kollega när du vill, utan kostnad. Avbokar du"
    " senare än 30 dagar före konferensen betalar du en del av avgiften; hur stor del står"
    " där du avbokar. Avgiften faktureras, eller betalas med kort eller Swish när du anmäler dig."
    " Ställer vi in betalar du inget, och får tillbaka det du har betalat.",
    "Your registration is binding. You may give your seat to a colleague at any time, free of"
    " charge. If you cancel later than 30 days before the conference you pay a part of the fee;"
    " how large a part is said where you cancel. The fee is invoiced, or paid by card or Swish when"
    " you sign up. If we cancel, you pay nothing, and get back what you have paid.",
)
FREE_TERMS = Both(
    "Det kostar inget att delta. Kan du inte komma, avboka så att någon annan får platsen.",
    "Taking part is free. If you cannot come, cancel so that somebody else gets the seat.",
)
COURSE_TERMS = Both(
    "Avgiften faktureras och täcker lunch, fika och kursmaterial. Du kan ge platsen till en"
    " kollega när du vill, utan kostnad. Vid avbokning senare än 21 dagar före betalar du halva"
    " avgiften, senare än 7 dagar före hela.",
    "The fee is invoiced and covers lunch, coffee and material. You may give your seat to a"
    " colleague at any time, free of charge. If you cancel later than 21 days before you pay half"
    " the fee, later than 7 days before all of it.",
)
TRIP_TERMS = Both(
    "Resan blir av om minst 14 är anmälda på beslutsdagen. Blir den inte av betalar du inget. Boka"
    " inget eget före beslutsdagen. Du kan ge platsen till en kollega; är biljetter redan"
    " utställda kan bytet kosta. Resan är en paketresa enligt paketreselagen.",
    "The trip runs if at least 14 have registered by the day of decision. If it does not run, you"
    " pay nothing. Book nothing of your own before that day. You may give your seat to a"
    " colleague; once tickets are issued the change may cost. The trip is a package under the"
    " Package Travel Act.",
)
