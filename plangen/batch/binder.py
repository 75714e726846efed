"""All documents of a batch bound into one."""

from plangen.api import format_of
from plangen.batch.planner import Settings, Survey
from plangen.batch.workshop import Workshop
from plangen.collector import collect
from plangen.files import save
from plangen.formats import FORMATS
from plangen.layout import Layout
from plangen.problems import PlanError


def bind(survey: Survey, settings: Settings, file: str, title: str = "") -> None:
    """Write the collection of every row's document, in the order of the roster.

    Without a `title`, it is one that says how many there are.

    Raises:
        PlanError: a row whose document was kept has errors.
        UsageError: the file's suffix names no format, or it cannot or must not be written.
    """
    to = format_of(file)
    shop = Workshop(survey.job)
    own = shop.layout_of

    def bound_layout(layout: Layout) -> Layout:
        """Red head, imprint and draft mark belong to a paper of its own."""
        return own(layout)._replace(red_head=None, imprint=None, draft="")

    shop.layout_of = bound_layout
    merged = [shop.merged(task) for task in survey.tasks.values()]
    if any(entry.document is None for entry in merged):
        raise PlanError(problem for entry in merged for problem in entry.problems)
    documents = (entry.document for entry in merged if entry.document is not None)
    bound = collect(documents, title=title)
    layout = merged[0].layout
    if to == "docx" and survey.job.reference:
        data = shop.clothes(layout).write(bound)
    else:
        data = FORMATS[to].write(bound, layout)
    save(file, data, to, force=settings.force)
