"""The files of a report: each written whole under another name first, and put in place together or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from auditor_cli.output import tell
from auditor_cli.refusals import WrongUsage

FORMATS = (".pdf", ".html", ".json")
Content = Callable[[Path], bytes]


class Written:
    """Files that stand beside their places until `keep`; what was not kept is gone when the block ends."""

    def __init__(self, paths: Sequence[Path], content: Content, *, overwrites: bool = False) -> None:
        """Name the files and what goes into each. Raises WrongUsage for one that is there and is not to be replaced."""
        require_free(paths, overwrites=overwrites)
        self._drafts = {path: path.with_name(path.name + ".new") for path in dict.fromkeys(paths)}
        self._content = content

    def __enter__(self) -> Self:
        """Write everything beside its place. Raises WrongUsage, ReportPartMissing."""
        made = {path: self._content(path) for path in self._drafts}
        for path, content in made.items():
            with self._naming(path):
                self._drafts[path].write_bytes(content)
        return self

    def keep(self) -> None:
        """Put every file in its place."""
        for path, draft in self._drafts.items():
            with self._naming(path):
                draft.replace(path)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take away what was not kept."""
        self._discard()

    @contextmanager
    def _naming(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._discard()
            reason = f"{path}: {error.strerror or 'cannot be written'}"
            raise WrongUsage(field="--output", reason=reason, mend="name a file that you can write") from error

    def _discard(self) -> None:
        for draft in self._drafts.values():
            draft.unlink(missing_ok=True)


def require_places(paths: Sequence[Path], *, overwrites: bool) -> None:
    """Return when a report can go into files of these names, before any of it is made. Raises WrongUsage."""
    wrong = next((path for path in paths if path.suffix.lower() not in FORMATS), None)
    if wrong is not None:
        mend = f"end it in one of {', '.join(FORMATS)}"
        raise WrongUsage(field="--output", reason=f"{wrong} ends in no format", mend=mend)
    nowhere = next((path for path in paths if not path.parent.is_dir()), None)
    if nowhere is not None:
        reason = f"{nowhere}: there is no folder {nowhere.parent}"
        raise WrongUsage(field="--output", reason=reason, mend="make the folder first, or name another")
    require_free(paths, overwrites=overwrites)


def require_free(paths: Sequence[Path], *, overwrites: bool) -> None:
    """Return when none of these files is there, or they are to be replaced. Raises WrongUsage."""
    taken = next((path for path in paths if path.exists()), None)
    if taken is not None and not overwrites:
        mend = "name a new file, or add --overwrite"
        raise WrongUsage(field="--output", reason=f"{taken} is there already", mend=mend)


def content_of(document: Mapping[str, Any]) -> Content:
    """Give what goes into a file of a report by the end of its name, one of FORMATS."""

    def content(path: Path) -> bytes:
        match path.suffix.lower():
            case ".json":
                from ledger.report.model import report_bytes

                return report_bytes(document)
            case ".html":
                from ledger.report.html import report_html

                return report_html(document).encode()
            case _:
                from ledger.report.pdf import report_pdf

                tell("drawing the PDF …")
                return report_pdf(document)

    return content
