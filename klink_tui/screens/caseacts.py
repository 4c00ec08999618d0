"""What can be done with a case from the list as well as from the case itself."""

from klink_tui.models.caselog import CaseLog
from klink_tui.screens.base import DeskScreen


class CaseActs(DeskScreen[None]):
    """The actions on the case that a screen calls its own."""

    @property
    def case(self) -> CaseLog | None:
        """The case that actions are done with."""
        raise NotImplementedError

    def action_open_contact(self) -> None:
        """Open the case's contact."""
        from klink_tui.screens.contact import ContactScreen

        case = self.case
        if case is None:
            return
        contact_id = case.contact_id or (case.contact.id if case.contact else "")
        if not contact_id:
            self.say("This case has no contact.", bad=True)
            return
        self.app.push_screen(ContactScreen(self.desk, contact_id, known=case.contact))

    def action_copy_number(self) -> None:
        """Copy the case's number, or its id where it has none."""
        if (case := self.case) is not None:
            text = str(case.case_id) if case.case_id is not None else case.id
            self.app.copy_to_clipboard(text)
            self.say(f"Copied {text}.")
