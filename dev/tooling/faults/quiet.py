"""What stands in for the printer and the mail server: nothing leaves the machine."""

import io
import json
import os
from uuid import uuid4

from pypdf import PdfWriter

from odoo.addons.base.models.ir_actions_report import IrActionsReport
from odoo.addons.base.models.ir_mail_server import IrMail_Server


def install(mailbox):
    """Print empty pages, and put each mail that is sent into a file, at once."""
    page = _make_page()
    IrActionsReport._render_qweb_pdf_prepare_streams = (
        lambda _self, _report, _data, res_ids=None: {
            id_: {"stream": _print(page), "attachment": None} for id_ in res_ids
        }
    )
    IrMail_Server._connect__ = lambda *_args, **_kwargs: None
    IrMail_Server.send_email = lambda _self, message, **_kwargs: _put(mailbox, message)


def read_mails(mailbox, address):
    """Return the subjects of the mails that an address got.

    Who is killed after a mail has left, and before that is noted, sends it again: no
    program can know. It is the same mail, by its id, and mail programs show it once.
    """
    if not mailbox.exists():
        return []
    mails = map(json.loads, mailbox.read_text().splitlines())
    found = {number: subject for number, to, subject in mails if address in to}
    return sorted(found.values())


def _make_page():
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _print(page):
    """Return a page that no other is like, as printers that write the time do."""
    return io.BytesIO(page + f"% {uuid4()}\n".encode())


def _put(mailbox, message):
    """Write a mail by one call of the system: it stands once it is sent."""
    flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
    handle = os.open(mailbox, flags, 0o600)
    line = json.dumps([str(message[each]) for each in ("Message-Id", "To", "Subject")])
    os.write(handle, (line + "\n").encode())
    os.close(handle)
    return message["Message-Id"]
