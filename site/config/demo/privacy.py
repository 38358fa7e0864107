"""The privacy page; the table of what is kept follows its text by itself."""

from config.demo.languages import Both

PRIVACY = (
    Both("Så behandlar vi personuppgifter", "How we handle personal data"),
    Both("personuppgifter", "personal-data"),
    Both(
        "Vi sparar det som behövs för att du ska kunna delta, och inte längre än det behövs.",
        "We keep what is needed for you to take part, and no longer than it is needed.",
    ),
    Both(
        "<h2>Vem ansvarar</h2><p>Kretslopp är personuppgiftsansvarig för anmälningar på den här"
        " webbplatsen. Skriv till info@hus.example om du undrar något.</p>"
        "<h2>Varför vi får spara uppgifterna</h2><ul><li>Anmälan: avtal om att du ska delta"
        " (artikel 6.1 b i dataskyddsförordningen).</li><li>Faktura: bokföringslagen (artikel"
        " 6.1 c).</li><li>Mat, allergier och behov: ditt samtycke (artikel 9.2 a). De är"
        " krypterade.</li><li>Bild: ditt samtycke. Du kan ångra dig när du vill.</li></ul>"
        "<h2>Vilka som behandlar uppgifter åt oss</h2><p>Den som driver servern och den som"
        " skickar våra mejl, enligt avtal och inom EU. Den som lagar maten får antal, inga"
        " namn. Vi säljer inget och delar inget med annonsörer.</p>"
        "<h2>Dina rättigheter</h2><p>I mejlet om din anmälan finns en länk till din egen sida. Där"
        " kan du läsa, rätta och ladda ner dina uppgifter, och radera dem när lagen inte kräver"
        " att vi behåller dem. Har du tappat länken kan du få en ny med e-post. Du kan också"
        " skriva till oss, och klaga hos Integritetsskyddsmyndigheten (imy.se).</p>"
        "<h2>Det vi sparar</h2>",
        "<h2>Who is responsible</h2><p>Kretslopp is the controller of what you register on this"
        " site. Write to info@hus.example if you wonder about anything.</p>"
        "<h2>Why we may keep it</h2><ul><li>Your registration: the agreement that you take part"
        " (Article 6.1 b of the GDPR).</li><li>Invoices: the bookkeeping law (Article 6.1 c)."
        "</li><li>Food, allergies and needs: your consent (Article 9.2 a). They are encrypted.</li>"
        "<li>Photographs: your consent. You can change your mind at any time.</li></ul>"
        "<h2>Who handles data for us</h2><p>Those who run the server and those who send our mail,"
        " by contract and within the EU. Whoever cooks gets numbers, no names. We sell nothing"
        " and share nothing with advertisers.</p>"
        "<h2>Your rights</h2><p>The mail about your registration has a link to a page of your"
        " own. There you can read, correct and download your data, and erase them where the law"
        " does not ask us to keep them. If you have lost the link you can get a new one by"
        " e-mail. You can also write to us, and complain to the Swedish Authority for Privacy"
        " Protection (imy.se).</p><h2>What we keep</h2>",
    ),
)
