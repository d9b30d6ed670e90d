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
        taken = [path for path in paths if path.exists() and not overwrites]
        if taken:
            reason = f"{taken[0]} is there already"
            raise WrongUsage(field="--output", reason=reason, mend="name a new file, or add --overwrite")
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


def content_of(document: Mapping[str, Any]) -> Content:
    """Give what goes into a file of a report by the end of its name; it raises WrongUsage for another end."""

    def content(path: Path) -> bytes:
        match path.suffix.lower():
            case ".json":
                from ledger.report.model import report_bytes

                return report_bytes(document)
            case ".html":
                from ledger.report.html import report_html

                return report_html(document).encode()
            case ".pdf":
                from ledger.report.pdf import report_pdf

                tell("drawing the PDF …")
                return report_pdf(document)
        raise WrongUsage(
            field="--output", reason=f"{path} ends in no format", mend=f"end it in one of {', '.join(FORMATS)}"
        )

    return content
