"""The anonymised chain as a file: `manage.py export_notices --community CODE --out FILE.json`.

The file and the page that checks it go on a stick together: what they say needs no trust in the
program, nor in the machine it runs on.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from households.management.commands.import_roster import the_community
from households.models import Place
from households.refusals import Refused
from points.canonical import check_code
from points.chain import Link, first_fault
from points.reports.notice_chain import OFFLINE_PAGE, links_of, write_chain


class Command(BaseCommand):
    help = (
        "导出公示链：各期公示的期号、日期、内容和校验码，不含姓名和户编号，用于离线核对。"
        "要么全部写好，要么一个文件也不写。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--community", required=True, help="社区编号")
        parser.add_argument("--out", type=Path, required=True, help="存成的 JSON 文件")
        parser.add_argument("--page", type=Path, help="同时存一个离线核对页（.html）")

    def handle(self, *args: Any, **options: Any) -> None:
        community = the_community(options["community"])
        out: Path = options["out"]
        page: Path | None = options["page"]
        if page is not None and page.resolve() == out.resolve():
            raise CommandError("--out 和 --page 是同一个文件，请改一个。")
        last = self._write(community, out, page)
        self.stdout.write(
            f"{community.name}第1期至第{last.number}期公示已导出到 {out}，"
            f"末期校验码 {check_code(last.digest)}。"
        )
        if page is not None:
            self.stdout.write(f"离线核对页已存到 {page}，用浏览器打开，再选导出的文件。")
        fault = first_fault(links_of(community))
        if fault is not None:
            self.stderr.write(f"请注意：系统里的公示对不上，{fault}。请保留导出的文件，查明原因。")

    def _write(self, community: Place, out: Path, page: Path | None) -> Link:
        """The last notice written. Nothing takes its place before everything is written."""
        with ExitStack() as stack:
            # Opened first, so it takes its place last: with the page there is always its chain.
            copy = stack.enter_context(_beside(page)) if page else None
            chain = stack.enter_context(_beside(out))
            if copy is not None:
                copy.write(OFFLINE_PAGE.read_text("utf-8"))
                copy.flush()
            try:
                return write_chain(community, chain)
            except Refused as refused:
                raise CommandError("".join(refused.messages)) from refused


@contextmanager
def _beside(path: Path) -> Iterator[IO[str]]:
    """A file that takes the place of `path` once it is whole, or leaves no trace.

    Raises CommandError where nothing can be written.
    """
    if path.is_dir():
        raise CommandError(f"“{path}”是文件夹，请写文件名。")
    file: IO[str] | None = None
    try:
        with NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="",
            dir=path.parent,
            prefix=f".{path.name}.",
            delete=False,
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except BaseException as error:
        if file is not None:
            Path(file.name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CommandError(f"写不了文件“{path}”：{error.strerror}。") from error
        raise
