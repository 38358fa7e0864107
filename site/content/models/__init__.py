"""The kinds of page that every site has, the snippets they share, and the site's own details."""

from content.models.base import BasePage
from content.models.home import HomePage, StandardPage
from content.models.projects import ProjectIndexPage, ProjectPage
from content.models.reports import DownloadCount, ReportIndexPage, ReportPage
from content.models.settings import SiteSettings
from content.models.snippets import ContactPerson, Partner, Topic

__all__ = [
    "BasePage",
    "ContactPerson",
    "DownloadCount",
    "HomePage",
    "Partner",
    "ProjectIndexPage",
    "ProjectPage",
    "ReportIndexPage",
    "ReportPage",
    "SiteSettings",
    "StandardPage",
    "Topic",
]
