"""A warning in words: what is the matter and what to do, in a person's language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ocr_service.usecases.people.find_site import SiteName, name_sites
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.warning.keep_ledger import WarningView
from ocr_service.web.api.form_titles import form_titles
from ocr_service.web.i18n import Texts
from ocr_service.web.parts import WebParts

_OF_FORMS: Final = ("form_got_worse", "errors_above_promise")


def tell_warnings(parts: WebParts, language: str, warnings: Sequence[WarningView]) -> list[tuple[str, str]]:
    """Of each what is the matter and what to do, with the names of forms, people and sites looked up."""
    people = name_actors(parts.services, (warning.params.get("actor") for warning in warnings))
    sites = name_sites(parts.services, (warning.params.get("site") for warning in warnings))
    forms = form_titles(parts, language) if any(warning.kind in _OF_FORMS for warning in warnings) else {}
    return [
        warning_words(warning, texts=parts.texts, language=language, forms=forms, people=people, sites=sites)
        for warning in warnings
    ]


def warning_words(
    warning: WarningView,
    *,
    texts: Texts,
    language: str,
    forms: Mapping[str, str],
    people: Mapping[str, str],
    sites: Mapping[str, SiteName],
) -> tuple[str, str]:
    """Both sentences. `forms` are the forms' titles by name, `people` the names of actors, `sites` those of sites."""

    def say(key: str, **params: Any) -> str:
        # Both languages part thousands alike.
        told = {name: f"{value:,}" if isinstance(value, int) else value for name, value in params.items()}
        return texts.text(language, f"warning.{key}", **told)

    tell = _TELLERS.get(warning.kind, _plain)
    what = tell(say, warning, {"forms": forms, "people": people, "sites": sites})
    key = f"{warning.kind}.{warning.subject}.do" if warning.kind == "queue_grows" else f"{warning.kind}.do"
    return what, say(key, **warning.params)


_Say = Callable[..., str]
# From here on a span is told in days.
_HOURS_TO_DAYS = 48


def _plain(say: _Say, warning: WarningView, _: Mapping[str, Any]) -> str:
    return say(warning.kind, **warning.params)


def _queue(say: _Say, warning: WarningView, _: Mapping[str, Any]) -> str:
    return say(f"queue_grows.{warning.subject}", **warning.params)


def _disk(say: _Say, warning: WarningView, _: Mapping[str, Any]) -> str:
    free = {"free_gb": warning.params["free_gb"], "share": _percent(warning.params["free_share"])}
    days = warning.params["days"]
    # What is left may be much, and yet be gone soon.
    return say("disk_fills", **free) if days is None else say("disk_fills.days", days=days, **free)


def _pull(say: _Say, warning: WarningView, _: Mapping[str, Any]) -> str:
    params = warning.params
    hours = params["age_hours"]
    told = {"list": params["list"], "failures": params["failures"]}
    if hours is None:
        return say("masterdata_pull_fails.never", **told)
    return say("masterdata_pull_fails", age=_span(say, hours), **told)


def _stale(say: _Say, warning: WarningView, _: Mapping[str, Any]) -> str:
    params = warning.params
    ages = {name: _span(say, params[f"{name}_hours"]) for name in ("age", "usual")}
    return say("masterdata_stale", list=params["list"], **ages)


def _span(say: _Say, hours: int) -> str:
    return say("hours", n=hours) if hours < _HOURS_TO_DAYS else say("days", n=round(hours / 24))


def _certificate(say: _Say, warning: WarningView, _: Mapping[str, Any]) -> str:
    key = "certificate_ends.ended" if warning.params["ended"] else "certificate_ends"
    return say(key, file=warning.params["file"], day=warning.params["day"])


def _errors(say: _Say, warning: WarningView, names: Mapping[str, Any]) -> str:
    params = warning.params
    shares = {name: _fine_percent(params[name]) for name in ("rate", "low", "high", "promised")}
    form = names["forms"].get(warning.subject, warning.subject)
    return say("errors_above_promise", form=form, wrong=params["wrong"], checked=params["checked"], **shares)


def _form(say: _Say, warning: WarningView, names: Mapping[str, Any]) -> str:
    measure = warning.params["measure"]
    spell = _millimetres if measure == "residual" else _percent
    figures = {name: spell(warning.params[name]) for name in ("before", "now")}
    form = names["forms"].get(warning.subject, warning.subject)
    what = say(f"form_got_worse.{measure}", form=form, scans=warning.params["scans"], **figures)
    supplier = warning.params["supplier"]
    return what if supplier is None else what + say("form_got_worse.supplier", supplier=supplier)


def _scanner(say: _Say, warning: WarningView, names: Mapping[str, Any]) -> str:
    params = warning.params
    # Warnings of earlier versions know no device.
    device, site = params.get("device"), names["sites"].get(params.get("site"))
    actor = names["people"].get(params["actor"])
    parts = (device, site and site.name) if device else (say(f"source.{params['source']}"), actor)
    who = " · ".join(part for part in parts if part)
    what = say(
        "scanner_dirty",
        scanner=who,
        before=_percent(params["before"]),
        now=_percent(params["now"]),
        scans=params["scans"],
    )
    return what if params["fault"] is None else what + say("scanner_dirty.fault", fault=say(f"fault.{params['fault']}"))


_TELLERS: dict[str, Callable[[_Say, WarningView, Mapping[str, Any]], str]] = {
    "queue_grows": _queue,
    "masterdata_pull_fails": _pull,
    "masterdata_stale": _stale,
    "disk_fills": _disk,
    "certificate_ends": _certificate,
    "form_got_worse": _form,
    "scanner_dirty": _scanner,
    "errors_above_promise": _errors,
}


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _fine_percent(share: float) -> str:
    """One in a thousand is what is promised: two decimals."""
    return f"{share:.2%}"


def _millimetres(length: float) -> str:
    return f"{length:.2f} mm"
