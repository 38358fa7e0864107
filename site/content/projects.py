"""What a project page shows beside its own words: partners by role, neighbours, reports."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from wagtail.images.models import AbstractRendition
from wagtail.models import Page

from content.blocks.projects import ROLES
from content.logos import logos_of
from content.models import Partner, ProjectPage, ReportPage


@dataclass(frozen=True)
class ShownPartner:
    name: str
    url: str
    logo: AbstractRendition | None


@dataclass(frozen=True)
class PartnerGroup:
    role: str
    heading: str | Promise
    partners: list[ShownPartner]


@dataclass(frozen=True)
class ShownProject:
    """One project as its page shows it, in the reader's language."""

    groups: list[PartnerGroup]
    funders: PartnerGroup | None
    based_on: Page | None
    next_projects: list[ProjectPage]
    reports: list[ReportPage]


def read_project(page: ProjectPage) -> ShownProject:
    groups = partner_groups(page)
    return ShownProject(
        groups=[group for group in groups if group.role != "funder"],
        funders=next((group for group in groups if group.role == "funder"), None),
        based_on=_predecessor(page),
        next_projects=list(
            ProjectPage.objects.live()
            .public()
            .filter(based_on__translation_key=page.translation_key, locale=page.locale_id)
        ),
        reports=list(
            ReportPage.objects.live()
            .public()
            .filter(project__translation_key=page.translation_key, locale=page.locale_id)
            .select_related("document")
        ),
    )


def partner_groups(page: ProjectPage) -> list[PartnerGroup]:
    """Return the partners by role, in the order of ROLES; their logos are read together."""
    listed: list[Any] = [block.value for block in page.partners]
    partners = [value["partner"] for value in listed if value["partner"]]
    logos = logos_of(partners)
    groups = []
    for role, heading in ROLES:
        found = [
            ShownPartner(one.name, one.url, logos.get(one.pk))
            for value in listed
            if value["role"] == role and isinstance(one := value["partner"], Partner)
        ]
        if found:
            groups.append(PartnerGroup(role, heading, found))
    return groups


def _predecessor(page: ProjectPage) -> Page | None:
    if page.based_on is None:
        return None
    return (
        Page.objects.live()
        .filter(
            translation_key=page.based_on.translation_key,
            locale=page.locale_id,
        )
        .first()
    )
