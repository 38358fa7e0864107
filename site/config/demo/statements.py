"""The words of the pages of text: title, address, lead and body of each, in both languages."""

from config.demo.languages import Both

ABOUT = (
    Both("Om oss", "About us"),
    Both("om-oss", "about-us"),
    Both(
        "Vi arbetar för att offentliga inköp ska få saker att användas längre.",
        "We work for public procurement that makes things last longer.",
    ),
    Both(
        "<h2>Vad vi gör</h2><p>Hållbar upphandling är vårt samlingsnamn för projekt och"
        " aktiviteter om upphandling och cirkulär ekonomi. Vi ordnar konferenser, utbildningar"
        " och studieresor, leder implementeringslab där kommuner arbetar med egna upphandlingar,"
        " och spelar upphandlingsspelet PROCURA med den som vill.</p>"
        "<h2>Vilka vi är</h2><p>Vi är en ideell förening. Medlemmarna är kommuner,"
        " myndigheter, företag och enskilda. Det mesta vi gör är kostnadsfritt för den som"
        " deltar, eftersom projekten har egna finansiärer.</p>",
        "<h2>What we do</h2><p>Sustainable procurement is our name for projects and activities on"
        " procurement and the circular economy. We hold conferences, trainings and study trips,"
        " lead implementation labs where councils work on procurements of their own, and play the"
        " procurement game PROCURA with those who want.</p>"
        "<h2>Who we are</h2><p>We are a non-profit association. Our members are councils,"
        " authorities, companies and individuals. Most of what we do is free to take part in,"
        " since the projects have funders of their own.</p>",
    ),
)

CONTACT = (
    Both("Kontakt", "Contact"),
    Both("kontakt", "contact"),
    Both("Vi svarar inom två arbetsdagar.", "We answer within two working days."),
    Both(
        "<p>E-post: info@hus.example<br/>Telefon: 040-12 34 50, vardagar kl. 9–15<br/>"
        "Adress: Exempelgatan 1, 211 00 Malmö</p><h2>Om en anmälan</h2><p>Du ändrar och avbokar"
        " själv på sidan som länken i ditt mejl leder till. Kontaktpersonen för varje aktivitet"
        " står i mejlet.</p><h2>Tystnad är inget svar</h2><p>Har du inte fått något mejl inom en"
        " timme, titta i skräpposten och hör sedan av dig.</p>",
        "<p>E-mail: info@hus.example<br/>Telephone: +46 40 12 34 50, weekdays 9–15<br/>"
        "Address: Exempelgatan 1, 211 00 Malmö, Sweden</p><h2>About a registration</h2><p>You"
        " change and cancel it yourself, on the page that the link in your mail leads to. The mail"
        " names the contact person of each activity.</p><h2>No mail?</h2><p>If you have had no"
        " mail within an hour, look in your spam folder and then write to us.</p>",
    ),
)

TERMS = (
    Both("Villkor för anmälan", "Terms of registration"),
    Both("villkor", "terms"),
    Both(
        "Villkoren för varje aktivitet står i anmälan. Det här gäller för alla.",
        "The terms of each activity are in its form. This holds for all of them.",
    ),
    Both(
        "<h2>Plats och väntelista</h2><p>Platserna går i den ordning anmälningarna kommer. Är det"
        " fullt kan du ställa dig i väntelistan. När en plats blir ledig får den som står först"
        " ett erbjudande med en sista tid för svar.</p><h2>Betalning</h2><p>Kostar det något"
        " skickar vi en faktura till den du anger. Priset när du anmäler dig gäller, också om"
        " det höjs senare.</p><h2>Avbokning</h2><p>Du avbokar på din egen sida. Vad det kostar"
        " står där innan du bestämmer dig. Att ge platsen till en kollega kostar inget.</p>"
        "<h2>Om vi ställer in</h2><p>Då betalar du inget, och vi mejlar dig så snart vi vet.</p>",
        "<h2>Seats and waitlist</h2><p>Seats go in the order that registrations come. When it is"
        " full you can join the waitlist. When a seat is freed, the first in line gets an offer"
        " with a last time to answer.</p><h2>Payment</h2><p>If there is a fee we send an invoice"
        " to whom you name. The price when you register holds, also if it is raised later.</p>"
        "<h2>Cancelling</h2><p>You cancel on your own page. What it costs is said there before you"
        " decide. Giving the seat to a colleague is free.</p><h2>If we cancel</h2><p>Then you pay"
        " nothing, and we write to you as soon as we know.</p>",
    ),
)

SUBSCRIBE = (
    Both("Prenumerera på kalendern", "Subscribe to the calendar"),
    Both("prenumerera", "subscribe"),
    Both(
        "Få nya aktiviteter direkt i din egen kalender eller nyhetsläsare.",
        "Get new activities in your own calendar or news reader.",
    ),
    Both(
        '<h2>I kalendern</h2><p>Kopiera adressen <a href="/kalender.ics">/kalender.ics</a> på den'
        " här webbplatsen och lägg till den som en kalender du prenumererar på.</p><ul>"
        "<li>Outlook: Lägg till kalender, Prenumerera från webben.</li>"
        "<li>Google Kalender: Andra kalendrar, Från webbadress.</li>"
        "<li>Apple Kalender: Arkiv, Ny kalenderprenumeration.</li></ul>"
        '<h2>Som nyheter</h2><p>Nya aktiviteter finns också som <a href="/kalender.rss">RSS</a>.'
        "</p><h2>Bara det du vill ha</h2><p>Filtrera kalendern på typ, ort eller månad. Länkarna"
        " under filtret följer ditt val.</p>",
        '<h2>In your calendar</h2><p>Copy the address <a href="/en/kalender.ics">'
        "/en/kalender.ics</a> on this site and add it as a calendar you subscribe to.</p><ul>"
        "<li>Outlook: Add calendar, Subscribe from web.</li>"
        "<li>Google Calendar: Other calendars, From URL.</li>"
        "<li>Apple Calendar: File, New Calendar Subscription.</li></ul>"
        '<h2>As news</h2><p>New activities are also there as <a href="/en/kalender.rss">RSS</a>.'
        "</p><h2>Only what you want</h2><p>Filter the calendar by kind, place or month. The links"
        " under the filter follow your choice.</p>",
    ),
)

ACCESSIBILITY = (
    Both("Tillgänglighetsredogörelse", "Accessibility statement"),
    Both("tillganglighet", "accessibility"),
    Both(
        "Alla ska kunna använda webbplatsen. Här står hur långt vi har kommit.",
        "Everyone should be able to use this site. Here is how far we have come.",
    ),
    Both(
        "<h2>Så tillgänglig är webbplatsen</h2><p>Webbplatsen är byggd för att följa lagen om"
        " tillgänglighet till digital offentlig service och WCAG 2.2 på nivå AA. Vi känner inte"
        " till några brister på sidorna eller i anmälan.</p><h2>Så har vi prövat</h2><p>Vi prövar"
        " varje slags sida automatiskt med axe-core, med bara tangentbord, utan JavaScript och"
        " med text förstorad till 200 procent. Ingen utomstående har granskat webbplatsen.</p>"
        "<h2>Dokument</h2><p>Rapporter från och med i år är taggade pdf-filer med titel och"
        " språk. Behöver du ett annat format, hör av dig.</p><h2>Säg till om något inte"
        " fungerar</h2><p>Skriv till info@hus.example. Vi svarar inom två arbetsdagar. Är du"
        " inte nöjd med svaret kan du anmäla det till Myndigheten för digital förvaltning"
        " (digg.se).</p>",
        "<h2>How accessible the site is</h2><p>The site is built to follow the Swedish act on"
        " accessibility of digital public service and WCAG 2.2, level AA. We know of no"
        " shortcomings in the pages or the form.</p><h2>How we have tried it</h2><p>We try every"
        " kind of page with axe-core, with a keyboard only, without JavaScript and with text"
        " enlarged to 200 per cent. Nobody from outside has reviewed the site.</p>"
        "<h2>Documents</h2><p>Reports from this year on are tagged PDF files with a title and a"
        " language. If you need another format, write to us.</p><h2>Tell us what does not"
        " work</h2><p>Write to info@hus.example. We answer within two working days. If you"
        " are not content with the answer you can report it to the Agency for Digital Government"
        " (digg.se).</p>",
    ),
)

COOKIES = (
    Both("Inga kakor på den här webbplatsen", "No cookies on this site"),
    Both("kakor", "cookies"),
    Both(
        "Vi mäter inte vad du läser och har inga kakor från andra.",
        "We do not measure what you read, and have no cookies from others.",
    ),
    Both(
        "<p>Den som bara läser får ingen kaka. När du anmäler dig sätts en kaka som skyddar"
        " formuläret mot att andra skickar det i ditt namn; den behövs, och säger inget om dig."
        " Den som loggar in som redaktör får en kaka som håller inloggningen.</p>",
        "<p>Those who only read get no cookie. When you sign up, a cookie protects the form from"
        " being sent by others in your name; it is needed, and says nothing about you. Those who"
        " sign in as editors get a cookie that keeps them signed in.</p>",
    ),
)
