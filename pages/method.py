"""Every rule and every word on one page."""

from lib import ui
from lib.screen import method
from lib.view import view

seen = view()
ui.html(method.lead(seen.pen))
ui.heading(seen.t("method.statuses"))
ui.html(method.statuses(seen.pen, seen.world.thresholds))
ui.heading(seen.t("method.formulas"))
ui.html(method.formulas(seen.pen))
ui.heading(seen.t("method.units"))
ui.html(method.units(seen.pen))
ui.heading(seen.t("method.columns"))
ui.html(method.upload_columns(seen.pen))
ui.heading(seen.t("method.plan_columns"))
ui.html(method.plan_columns(seen.pen))
