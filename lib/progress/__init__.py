"""From targets and reports to the progress table; all of it pure."""

from lib.progress.actuals import Actual
from lib.progress.reasons import Reason
from lib.progress.table import DEFAULT_THRESHOLDS, SILENT, STATUSES, Progress, assess

__all__ = ["DEFAULT_THRESHOLDS", "SILENT", "STATUSES", "Actual", "Progress", "Reason", "assess"]
