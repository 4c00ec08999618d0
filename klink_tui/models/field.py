"""A form field's definition (contract §3, Form field)."""

from enum import StrEnum

from klink_tui.models.names import fold
from klink_tui.models.record import Line, Many, Record


class FieldKind(StrEnum):
    """What a field's value is, and so how it is edited."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"
    SELECT = "select"
    MULTISELECT = "multiselect"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    ATTACHMENT = "attachment"
    UNKNOWN = "unknown"


_ALIASES = {
    "dropdown": FieldKind.SELECT,
    "url": FieldKind.LINK,
    "file": FieldKind.ATTACHMENT,
    "boolean": FieldKind.CHECKBOX,
    "multi select": FieldKind.MULTISELECT,
    "string": FieldKind.TEXT,
    "text area": FieldKind.TEXTAREA,
    "integer": FieldKind.NUMBER,
}


class FieldOption(Record):
    """One choice of a select."""

    value: Line = ""
    """What is sent."""
    label: Line = ""
    """What is shown; the value where the server gave none."""
    is_default: bool = False

    @property
    def text(self) -> str:
        """What to show for it."""
        return self.label or self.value


class FormField(Record):
    """A field of the ticket or contact form. Its keys are snake case on the wire (contract §1, Names)."""

    REQUIRED = ("system_name",)

    id: Line = ""
    system_name: Line = ""
    """The key it is read and written under."""
    display_name: Line = ""
    type: Line = ""
    """The type as the server spells it."""
    is_default: bool = False
    """Built in, as against a custom field."""
    is_archived: bool = False
    is_required: bool = False
    """Means nothing on an archived field."""
    is_unique: bool = False
    options: Many[FieldOption] = ()

    @property
    def kind(self) -> FieldKind:
        """The type with its aliases resolved; :attr:`FieldKind.UNKNOWN` for any other."""
        folded = fold(self.type)
        if folded in _ALIASES:
            return _ALIASES[folded]
        return FieldKind(folded) if folded in FieldKind.__members__.values() else FieldKind.UNKNOWN

    @property
    def label(self) -> str:
        """Its display name, or its key where it has none."""
        return self.display_name or self.system_name

    @property
    def is_custom(self) -> bool:
        """Whether its value travels in ``customFields``."""
        return self.system_name.startswith("cf_")
