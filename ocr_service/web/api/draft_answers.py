"""What is told about a form that is being drawn: its content, what is wrong with which of its parts, its file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.forms.draft_content import concerned_parts, concerned_place, dump_content
from ocr_service.forms.result import Reason
from ocr_service.usecases.errors import TemplateInvalid
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.usecases.templates.draft_lists import describe_lists
from ocr_service.usecases.templates.keep_drafts import check_draft, show_draft
from ocr_service.usecases.templates.pattern_remarks import find_rich_patterns
from ocr_service.web.api.shown_reasons import ShownReason, show_file_problems
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import WebParts
from ocr_service.web.problem_words import say_drawn_problem
from ocr_service.web.problems import Problem


class PartProblem(ShownReason):
    """What is wrong, and the keys of the parts concerned (``fields.3``); "" is the form as a whole."""

    parts: list[str]
    place: str = Field(description="the key at which it is mended (``rules.0.of``)")


class ListShown(BaseModel):
    """What a look-up list beside a draft holds."""

    model_config = ConfigDict(from_attributes=True)

    values: int = Field(description="how many different ones")
    first: list[str]


class DraftSummary(BaseModel):
    """A draft in a list."""

    id: str
    revision: int
    name: str
    title: dict[str, Any]
    template: str | None = Field(description="the form that it is a next version of")
    template_version: int | None
    changed_at: datetime
    changed_by: str
    changer: str | None = Field(description="the name of whoever changed it last")


class DraftDetail(DraftSummary):
    """A draft with its content (what template.yaml would say), what is wrong with it, and the file's text."""

    content: dict[str, Any]
    files: list[str]
    lists: dict[str, ListShown] = Field(description="the look-up lists among the files, by name")
    problems: list[PartProblem]
    rich_patterns: list[str] = Field(description="parts whose pattern is only checked: no reading can follow it")
    yaml: str
    doubtful: list[str] = Field(description="suggested fields that may be none and that nobody has looked at yet")


class Drafts(BaseModel):
    """All drafts, the one changed last first."""

    items: list[DraftSummary]


def summary(draft: Draft, names: dict[str, str]) -> dict[str, Any]:
    """The draft in a list; `names` are people by actor."""
    title = draft.content.get("title")
    return {
        "id": draft.id,
        "revision": draft.revision,
        "name": str(draft.content.get("name") or ""),
        "title": title if isinstance(title, dict) else {},
        "template": draft.template,
        "template_version": draft.template_version,
        "changed_at": draft.changed_at,
        "changed_by": draft.changed_by,
        "changer": names.get(draft.changed_by),
    }


def draft_detail(request: Request, parts: WebParts, draft: Draft) -> DraftDetail:
    """The draft with what is wrong with it, in the language asked for."""
    return DraftDetail(
        **summary(draft, name_actors(parts.services, {draft.changed_by})),
        content=draft.content,
        files=sorted(draft.files),
        lists={name: ListShown.model_validate(one) for name, one in describe_lists(parts.services, draft).items()},
        problems=drawn_problems(request, parts, draft),
        rich_patterns=find_rich_patterns(draft.content),
        yaml=dump_content(draft.content),
        doubtful=list(draft.doubtful),
    )


def drawn_problems(request: Request, parts: WebParts, draft: Draft) -> list[PartProblem]:
    """What keeps the draft from being published, in the words of the page that it is drawn on."""
    return _in_words(request, parts, draft, check_draft(parts.services, draft))


def _in_words(request: Request, parts: WebParts, draft: Draft, problems: Iterable[Reason]) -> list[PartProblem]:
    language = choose_language(request.headers.get("accept-language"))
    return [
        PartProblem(
            code=problem.code,
            params=problem.params,
            text=say_drawn_problem(parts.texts, language, problem.code, problem.params, draft.content),
            parts=list(concerned_parts(problem, draft.content)),
            place=concerned_place(problem, draft.content),
        )
        for problem in problems
    ]


def invalid_draft(request: Request, parts: WebParts, draft_id: str, error: TemplateInvalid) -> Problem:
    """The draft can be neither read with nor published as it stands."""
    found = [Reason(**problem) for problem in error.params["problems"]]
    problems = _in_words(request, parts, show_draft(parts.services, draft_id=draft_id), found)
    return Problem(
        TemplateInvalid.code,
        422,
        params={"count": len(problems)},
        extra={"problems": [one.model_dump() for one in problems]},
    )


def unusable(request: Request, parts: WebParts, error: DraftUnusable) -> Problem:
    """With each thing that is wrong, where the file could be looked into."""
    language = choose_language(request.headers.get("accept-language"))
    return Problem(
        error.code, 422, extra={"problems": show_file_problems(parts.texts, language, error.params.get("problems", []))}
    )
