"""The order of the subjects of `models/`."""

import pytest

from tooling import subjects

FILE = "models/metering/prepaid_rate.py"


@pytest.mark.parametrize(
    "source",
    [
        "from ..ledger.prepaid_grant import X",
        "from ..ledger import prepaid_grant",
        "from .. import contract, ledger",
        "from . import terms",
        "from .terms import charge",
        "from ...metering import convert",
        "from odoo.addons.sale_timesheet_prepaid.models.contract.access import X",
        "from odoo.addons.sale.models.sale_order import X",
        "from odoo import fields, models",
        "import json",
    ],
)
def test_subject_imports_itself_and_those_before_it(source):
    assert subjects.find_wrong_imports(FILE, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "from ..sales.prepaid_refill import X",
        "from ..sales import prepaid_refill",
        "from .. import ledger, sales",
        "from ...models.client.prepaid_dispute import X",
        "from odoo.addons.sale_timesheet_prepaid.models.books.prepaid_pool import X",
        "import odoo.addons.sale_timesheet_prepaid.models.sales",
        "def late():\n    from ..sales.prepaid_refill import X",
        "from ...wizards.prepaid_statement import X",
        "from ... import report",
        "from odoo.addons.sale_timesheet_prepaid.controllers.portal import X",
    ],
)
def test_subject_imports_nothing_that_builds_on_it(source):
    (finding,) = subjects.find_wrong_imports(FILE, source)
    assert finding.startswith(f"{FILE}:")


def test_finding_names_both_subjects_and_the_line():
    source = "import json\nfrom ..sales.prepaid_refill import X\n"
    assert subjects.find_wrong_imports(FILE, source) == [
        f"{FILE}:2: metering imports from sales, which builds on it"
    ]


@pytest.mark.parametrize(
    "name", ["models/__init__.py", "models/prepaid_rate.py", "wizards/correct.py"]
)
def test_files_of_no_subject_import_all_subjects(name):
    assert subjects.find_wrong_imports(name, "from ..models import client") == []
    assert subjects.find_wrong_imports(name, "from . import client") == []
