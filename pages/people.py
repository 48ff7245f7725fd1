"""Accounts: who may sign in, as what, for which departments."""

from lib import admitting, joining, reviewing, ui
from lib.screen import people
from lib.view import view

seen = view()
ui.only(seen, "manage_people")
if seen.office.home:
    joining.handle(seen)
else:
    admitting.handle(seen)
reviewing.told(seen)
reviewing.departments(seen)
ui.heading(seen.t("people.rights"))
ui.html(people.rights(seen.pen))
