"""Anybody may ask that something be removed."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from hemera import clock
from hemera.errors import NotFound
from hemera.moderation import networks
from hemera.moderation.limits import Limit
from hemera.moderation.requests import ask
from hemera.portal import addresses, senders
from hemera.store import queries
from hemera.types import Article

LIMIT = Limit(10)


class TakedownForm(forms.Form):
    """Who asks, why, and where an answer reaches them."""

    who = forms.CharField(label=gettext_lazy("Who you are"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    contact = forms.CharField(
        label=gettext_lazy("Where we can answer you"), max_length=300, widget=forms.TextInput({"autocomplete": "email"})
    )
    why = forms.CharField(
        label=gettext_lazy("What should be removed, and why"), max_length=4000, widget=forms.Textarea({"rows": 8})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def takedown(request: HttpRequest) -> HttpResponse:
    """Show the form (``?article=source/number`` names what it is about), or take it."""
    article = _article(request.GET.get("article", ""))
    form = TakedownForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, article, status=400 if form.is_bound else 200)
    now = clock.now()
    if not LIMIT.allows(networks.household(senders.address(request)), now):
        return _page(request, form, article, status=429)
    ask(article.id if article else None, now=now, **form.cleaned_data)
    message = gettext("Your request has been received. The people who run this archive read every one and will answer you.")
    back = addresses.article(request.LANGUAGE_CODE, article.source, article.line.number) if article else ""
    return render(request, "portal/thanks.html", {"message": message, "back": back or addresses.front(request.LANGUAGE_CODE)})


def _page(request: HttpRequest, form: TakedownForm, article: Article | None, status: int) -> HttpResponse:
    context = {"form": form, "article": article, "busy": status == 429}
    response = render(request, "portal/takedown.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _article(name: str) -> Article | None:
    """Return the article a form is about; None where the address names none."""
    source, _, number = name.partition("/")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    try:
        return queries.article(source, int(number))
    except NotFound:
        return None
