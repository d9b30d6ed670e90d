"""A whole ledger as plain files, and back: JSON Lines of every row, and EPCIS documents. See docs/export.md.

What is rebuilt on the way back is not believed: entries are made from statements, and the tree from entries. Exported
are neither keys nor anything a reader signs in with.
"""

from ledger.jobs.export.read_back import Imported, import_ledger
from ledger.jobs.export.write_out import Exported, export_ledger

__all__ = ["Exported", "Imported", "export_ledger", "import_ledger"]
