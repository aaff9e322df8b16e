"""DOC, WPS, RTF and ODT → Document through LibreOffice, if it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ..errors import DamagedError, EncryptedError, LimitError, UnsupportedError
from ..model import Document, Page
from .limits import OFFICE_SECONDS

_KINDS = {
    "doc": ("a DOC/WPS", "application/msword"),
    "rtf": ("an RTF", "application/rtf"),
    "odt": ("an OpenDocument (ODT)", "application/vnd.oasis.opendocument.text"),
}
# A profile that runs no macros and fetches nothing a document links to.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""


def read_ole(page: Page) -> Document:
    """The Document of a DOC or WPS file. Raises UnsupportedError without LibreOffice, EncryptedError, DamagedError."""
    head = page.content
    if _has(head, "EncryptedPackage") or _has(head, "EncryptionInfo"):
        raise EncryptedError(page.source, "the document is protected by a password (加密)")
    if _has(head, "Workbook") or _has(head, "ET_WORKBOOK"):
        raise UnsupportedError(
            page.source, "is an Excel workbook (XLS); reports are read from HTML, PDF, DOCX or text"
        )
    if _has(head, "PowerPoint Document"):
        raise UnsupportedError(
            page.source, "is a PowerPoint file (PPT); reports are read from HTML, PDF, DOCX or text"
        )
    if not _has(head, "WordDocument") and not _has(head, "WPS"):
        raise UnsupportedError(page.source, "is an OLE file of no kind that is read here (not DOC or WPS)")
    return through_office(page, "doc")


def read_rtf(page: Page) -> Document:
    """The Document of an RTF file. Raises UnsupportedError without LibreOffice, DamagedError."""
    return through_office(page, "rtf")


def through_office(page: Page, suffix: str) -> Document:
    """The Document of a file LibreOffice knows, converted to DOCX. ``suffix`` is doc, rtf or odt."""
    from .document import sha256
    from .docx import read_zip

    name, media_type = _KINDS[suffix]
    program = find_office()
    if program is None:
        raise UnsupportedError(
            page.source,
            f"is {name} file: install LibreOffice (soffice) to read it, or save it as DOCX or PDF",
        )
    document = read_zip(replace(page, content=convert(page, program, suffix)))
    return replace(document, sha256=sha256(page), media_type=media_type)


def _has(content: bytes, stream: str) -> bool:
    """Whether the OLE directory names such a stream (names are UTF-16)."""
    return stream.encode("utf-16-le") in content


def find_office() -> str | None:
    """The LibreOffice program, None if it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(page: Page, program: str, suffix: str) -> bytes:
    """The DOCX that LibreOffice makes of the page, under a profile and folder of its own."""
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        source = Path(folder) / f"in.{suffix}"
        source.write_bytes(page.content)
        settings = Path(folder) / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        profile = (Path(folder) / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck",
                   "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)]  # fmt: skip
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )  # fmt: skip
        try:
            process.wait(timeout=OFFICE_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            raise LimitError(page.source, f"LibreOffice took longer than {OFFICE_SECONDS} s") from None
        result = Path(folder) / "in.docx"
        if not result.is_file():
            raise DamagedError(
                page.source, "LibreOffice could not convert the file; it is damaged or protected"
            )
        return result.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and the children it started (soffice is a wrapper around soffice.bin)."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
