"""An article as schema.org NewsArticle, for machines that read pages. It says what the page shows and not more."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from hemera.portal.rights import Shown
from hemera.types import Article, Rights

# Inside a script element only these could end it or open a comment; JSON lets them be written so.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def script(article: Article, what: Shown, page: str) -> SafeString:
    """Return the JSON-LD of an article's page, safe inside a script element."""
    text = json.dumps({k: v for k, v in _table(article, what, page).items() if v}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  nothing is left in it that HTML could read


def _table(article: Article, what: Shown, page: str) -> dict[str, Any]:
    content = article.content
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": content.title,
        "description": what.lead,
        "inLanguage": content.language,
        "datePublished": article.published.isoformat(),
        "dateModified": content.modified.isoformat() if content.modified else "",
        "author": [{"@type": "Person", "name": name} for name in content.authors]
        or [{"@type": "Organization", "name": name} for name in (content.house, content.agency) if name],
        "publisher": {"@type": "NewsMediaOrganization", "name": article.source},
        "articleSection": content.section,
        "isBasedOn": article.line.url,
        "mainEntityOfPage": page if what.level is Rights.FULL or article.link.is_dead else article.line.url,
        "isAccessibleForFree": not content.partial,
        "archivedAt": page,
    }
