"""XML from outside is refused with a sentence where it could fetch, swell or be cut off."""

import pytest

from registrations.invoicing.xml import XmlRefused, parse


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<!DOCTYPE Invoice><Invoice/>", "XmlHasDoctype"),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Invoice>&a;</Invoice>',
            "XmlHasDoctype",
        ),
        (b"<Invoice>", "XmlBroken"),
        (b"", "XmlBroken"),
        (b"<Other/>", "XmlOfOtherKind"),
        (b"<Invoice>" + b" " * 2000 + b"</Invoice>", "XmlTooLarge"),
    ],
)
def test_what_cannot_be_trusted_is_refused(body: bytes, name: str) -> None:
    with pytest.raises(XmlRefused) as refused:
        parse(body, limit_bytes=1000, roots={"Invoice"})

    assert type(refused.value).__name__ == name
    assert str(refused.value)
