"""The one table of actions: bindings, footer, help, palette and the README's key table are made from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from klink_tui.keynames import key_text as key_text
from klink_tui.keynames import keys_text as keys_text


@dataclass(frozen=True, slots=True)
class Action:
    """Something an agent can do by a key."""

    id: str
    """Stable name: what a keymap refers to."""
    method: str
    """The action as the screen knows it: ``action_<method>`` handles it."""
    keys: str
    """Default keys, comma separated, as Textual names them."""
    text: str
    """What it does, in a word or two."""
    group: str
    """Under which heading help lists it."""
    where: tuple[str, ...]
    """The screens it works on; ``app`` is all of them."""
    footer: tuple[str, ...] = ()
    """The screens whose footer shows it."""
    changes: bool = False
    """Whether it changes something on the server."""


LISTS: Final = ("tickets", "contacts", "cases", "library", "outbox", "log")
DETAILS: Final = ("ticket", "contact", "case")
_STEPPED: Final = (*LISTS, *DETAILS, "conflict", "bulk", "batch")
_TICKETS: Final = ("tickets", "ticket")
_RECORDS: Final = (*_TICKETS, "contacts", "contact")
_WRITTEN: Final = ("form", "compose", "case", "note", "macro")
_READ: Final = (*LISTS, "ticket", "contact", "conflict", "bulk", "batch")
_TEXTS: Final = ("tickets", "contacts", "cases", "log", "outbox", *DETAILS)

_MOVE, _LOOK, _TICKET, _WRITE, _CONTACT, _GO = "Move", "Look", "Ticket", "Write", "Contact", "Go to"

ACTIONS: Final[tuple[Action, ...]] = (
    # Move
    Action("list.down", "list_down", "j,down", "Next row", _MOVE, _STEPPED),
    Action("list.up", "list_up", "k,up", "Previous row", _MOVE, _STEPPED),
    Action("list.top", "list_top", "g,home", "First row", _MOVE, _STEPPED),
    Action("list.bottom", "list_bottom", "G,end", "Last row", _MOVE, _STEPPED),
    Action("list.half_down", "list_half_down", "ctrl+d", "Half a screen down", _MOVE, _STEPPED),
    Action("list.half_up", "list_half_up", "ctrl+u", "Half a screen up", _MOVE, _STEPPED),
    Action("list.screen_down", "list_screen_down", "pagedown", "A screen down", _MOVE, _STEPPED),
    Action("list.screen_up", "list_screen_up", "pageup", "A screen up", _MOVE, _STEPPED),
    Action(
        "list.open",
        "open",
        "enter",
        "Open",
        _MOVE,
        ("tickets", "contacts", "cases", "log", "outbox", "batch", *DETAILS),
        ("tickets", "contacts", "cases", "outbox"),
    ),
    Action(
        "page.next",
        "page_next",
        "n,right",
        "Next page",
        _MOVE,
        ("tickets", "contacts", "cases"),
        ("tickets", "contacts"),
    ),
    Action("page.previous", "page_previous", "p,left", "Previous page", _MOVE, ("tickets", "contacts", "cases")),
    Action("page.go", "page_go", "number_sign", "Go to page …", _MOVE, ("tickets", "contacts", "cases")),
    Action("page.size", "page_size", "w", "Rows a page", _MOVE, ("tickets", "contacts", "cases")),
    Action("text.down", "text_down", "J", "Scroll the text down", _MOVE, _TEXTS),
    Action("text.up", "text_up", "K", "Scroll the text up", _MOVE, _TEXTS),
    Action("detail.next", "next_item", "right_square_bracket", "Next", _MOVE, DETAILS, DETAILS),
    Action("detail.previous", "previous_item", "left_square_bracket", "Previous", _MOVE, DETAILS),
    Action("shelf.categories", "shelf('categories')", "1", "Categories", _MOVE, ("library",)),
    Action("shelf.tags", "shelf('tags')", "2", "Tags", _MOVE, ("library",)),
    Action("shelf.channels", "shelf('channels')", "3", "Channels", _MOVE, ("library",)),
    Action("shelf.groups", "shelf('groups')", "4", "Groups", _MOVE, ("library",)),
    Action("shelf.presence", "shelf('presence')", "5", "Presence", _MOVE, ("library",)),
    Action("shelf.next", "shelf_next", "tab", "Next list", _MOVE, ("library",), ("library",)),
    Action("shelf.previous", "shelf_previous", "shift+tab", "Previous list", _MOVE, ("library",)),
    Action("branch.turn", "branch_turn", "enter,space", "Fold or unfold the branch", _MOVE, ("library",)),
    Action("branch.open", "branch_open", "l,right", "Unfold the branch", _MOVE, ("library",)),
    Action("branch.close", "branch_close", "h,left", "Fold the branch, or go to the one above", _MOVE, ("library",)),
    Action("branch.all", "branch_all", "asterisk", "Fold or unfold all branches", _MOVE, ("library",)),
    # Look
    Action(
        "filter",
        "filter",
        "slash",
        "Search",
        _LOOK,
        ("tickets", "contacts", "library", "outbox"),
        ("tickets", "contacts", "library", "outbox"),
    ),
    Action(
        "filter.clear",
        "filter_clear",
        "ctrl+l",
        "Clear the search",
        _LOOK,
        ("tickets", "contacts", "library", "outbox"),
    ),
    *(
        Action(f"view.{number}", f"view({number})", str(number), f"Saved view {number}", _LOOK, ("tickets",))
        for number in range(1, 10)
    ),
    Action("view.next", "view_next", "L", "Next saved view", _LOOK, ("tickets",)),
    Action("view.previous", "view_previous", "H", "Previous saved view", _LOOK, ("tickets",)),
    Action("view.keep", "view_keep", "W", "Keep what is on view as a view", _LOOK, ("tickets",)),
    Action("views", "views", "E", "Views: rename, edit, move, delete", _LOOK, ("tickets",)),
    Action("sort", "sort", "S", "Order by …", _LOOK, ("tickets",), ("tickets",)),
    Action("columns", "columns", "c", "Columns", _LOOK, ("tickets",)),
    Action("me", "me", "M", "Who I am, for “me” in queries", _LOOK, ("tickets",)),
    Action("dates", "dates", "D", "Date range", _LOOK, ("cases",), ("cases",)),
    Action(
        "refresh",
        "refresh_now",
        "ctrl+r",
        "Refresh",
        _LOOK,
        (*LISTS, *DETAILS, "form", "batch"),
        ("library", "cases", "contact"),
    ),
    Action("preview", "preview", "P", "Preview: right, below, off", _LOOK, ("tickets", "contacts", "cases")),
    Action(
        "copy.number",
        "copy_number",
        "y",
        "Copy number or name",
        _LOOK,
        ("tickets", "contacts", "cases", "library", *DETAILS),
    ),
    Action("copy.link", "copy_link", "Y", "Copy the link", _LOOK, _RECORDS),
    Action("copy.field", "copy_field", "F", "Copy a field …", _LOOK, _RECORDS),
    Action("browser", "open_in_browser", "o", "In the browser", _LOOK, _RECORDS),
    Action("pin", "pin", "asterisk", "Pin, or take the pin off", _LOOK, _RECORDS),
    Action("copy.id", "copy_id", "Y", "Copy the id", _LOOK, ("library",)),
    Action("log.curl", "copy_curl", "y", "Copy as curl", _LOOK, ("log",), ("log",)),
    # Outbox
    Action("drawer.outbox", "drawer('outbox')", "1", "On its way", _MOVE, ("outbox",)),
    Action("drawer.drafts", "drawer('drafts')", "2", "Drafts", _MOVE, ("outbox",)),
    Action("drawer.journal", "drawer('journal')", "3", "Journal", _MOVE, ("outbox",)),
    Action("drawer.notes", "drawer('notes')", "4", "Local notes", _MOVE, ("outbox",)),
    Action("drawer.next", "drawer_next", "tab", "Next list", _MOVE, ("outbox",), ("outbox",)),
    Action("drawer.previous", "drawer_previous", "shift+tab", "Previous list", _MOVE, ("outbox",)),
    Action("outbox.again", "again", "r", "Send now", _WRITE, ("outbox",), ("outbox",), True),
    Action("outbox.drop", "drop", "D", "Take back", _WRITE, ("outbox",), ("outbox",), True),
    Action("outbox.batch", "batch", "b", "Its bulk run", _LOOK, ("outbox",)),
    Action("journal.export", "export", "X", "Export", _LOOK, ("outbox",), ("outbox",)),
    Action("conflict.turn", "turn", "space,enter", "Yours or theirs", _WRITE, ("conflict",), ("conflict",)),
    Action("conflict.mine", "mine", "m", "All yours", _WRITE, ("conflict",), ("conflict",)),
    Action("conflict.theirs", "theirs", "t", "All theirs", _WRITE, ("conflict",), ("conflict",)),
    Action("batch.pause", "pause", "space", "Pause or go on", _WRITE, ("batch",), ("batch",)),
    Action("batch.stop", "stop", "S", "Stop: take back the rest", _WRITE, ("batch",), ("batch",)),
    Action("batch.again", "again", "r", "Try the refused again", _WRITE, ("batch",), ("batch",), True),
    Action("batch.undo", "undo", "u", "Undo the whole run", _WRITE, ("batch",), ("batch",), True),
    # Ticket
    Action("mark", "mark", "x", "Mark", _TICKET, ("tickets",), ("tickets",)),
    Action("mark.next", "mark_next", "space", "Mark and go on", _TICKET, ("tickets",)),
    Action("mark.range", "mark_range", "v", "Mark from the last mark to here", _TICKET, ("tickets",)),
    Action("mark.all", "mark_all", "V", "Mark all of the view, or none", _TICKET, ("tickets",)),
    Action("ticket.done", "done", "d", "Resolve, next", _TICKET, _TICKETS, ("run",), True),
    Action("ticket.repeat", "repeat", "full_stop", "Do the last change again", _TICKET, _TICKETS, (), True),
    Action("run", "run_queue", "R", "Run the queue: one ticket at a time", _TICKET, ("tickets",)),
    Action("run.next", "next_item", "right_square_bracket", "Next, as it is", _TICKET, ("run",), ("run",)),
    Action("run.previous", "previous_item", "left_square_bracket", "Back to the one before", _TICKET, ("run",)),
    Action("run.skip", "skip", "x", "Skip …", _TICKET, ("run",), ("run",)),
    Action("ticket.assign", "assign", "a", "Assign", _TICKET, ("tickets", "ticket"), (), True),
    Action("ticket.assign_me", "assign_me", "i", "Assign to me", _TICKET, ("tickets", "ticket"), (), True),
    Action("ticket.tags", "ticket_tags", "t", "Tags", _TICKET, ("tickets", "ticket"), (), True),
    Action(
        "ticket.status", "set_status", "s", "Status", _TICKET, ("tickets", "ticket"), ("tickets", "ticket", "run"), True
    ),
    Action(
        "ticket.priority",
        "set_priority",
        "exclamation_mark",
        "Priority",
        _TICKET,
        ("tickets", "ticket"),
        ("ticket",),
        True,
    ),
    Action(
        "ticket.edit",
        "edit",
        "e",
        "Edit",
        _TICKET,
        ("tickets", "ticket", "contacts", "contact"),
        ("tickets", "ticket", "contacts", "contact"),
        True,
    ),
    Action(
        "ticket.contact",
        "open_contact",
        "at",
        "Their contact",
        _TICKET,
        ("tickets", "ticket", "cases", "case"),
        ("cases", "case"),
    ),
    # Write
    Action(
        "message",
        "message",
        "r",
        "Write",
        _WRITE,
        ("tickets", "ticket", "contacts", "contact"),
        ("tickets", "ticket", "contact", "run"),
        True,
    ),
    Action(
        "new",
        "new",
        "plus",
        "New",
        _WRITE,
        ("tickets", "ticket", "contacts", "contact"),
        ("contacts",),
        True,
    ),
    Action("new.channel", "new_channel", "plus", "New channel", _WRITE, ("library",), ("library",), True),
    Action("macro", "macro", "m", "Macro …", _WRITE, _TICKETS, ("ticket", "run"), True),
    Action("note", "note", "N", "Local note", _WRITE, ("tickets", "ticket", "contacts", "contact")),
    Action("comment", "comment", "c", "Comment for colleagues", _WRITE, ("case",), ("case",), True),
    Action(
        "form.submit",
        "submit",
        "ctrl+s,alt+enter",
        "Send",
        _WRITE,
        ("form", "compose", "case", "conflict", "bulk", "macro"),
        ("form", "compose", "conflict", "bulk", "macro"),
        True,
    ),
    Action(
        "form.submit_with",
        "submit_with",
        "ctrl+n",
        "Send, set a status, go on",
        _WRITE,
        ("form", "compose"),
        ("form", "compose"),
        True,
    ),
    Action(
        "form.reset", "reset_field", "ctrl+z", "Undo typing in a long text, else reset the field", _WRITE, ("form",)
    ),
    Action("form.next_error", "next_error", "f8", "Next error", _WRITE, ("form",), ("form",)),
    Action("form.next", "next_field", "down", "Next field", _MOVE, ("form",)),
    Action("form.previous", "previous_field", "up", "Previous field", _MOVE, ("form",)),
    Action(
        "text.editor", "write_outside", "f4", "Write in your editor", _WRITE, _WRITTEN, ("compose", "note", "macro")
    ),
    Action(
        "text.preview", "preview_text", "ctrl+t", "See it as Markdown", _WRITE, _WRITTEN, ("compose", "note", "macro")
    ),
    Action("text.undo", "undo_typing", "ctrl+z", "Undo typing", _WRITE, ("compose", "case", "note", "macro")),
    Action("text.redo", "redo_typing", "ctrl+y", "Redo typing", _WRITE, _WRITTEN),
    Action("text.word_left", "word_left", "ctrl+left,alt+b", "A word to the left", _MOVE, _WRITTEN),
    Action("text.word_right", "word_right", "ctrl+right,alt+f", "A word to the right", _MOVE, _WRITTEN),
    Action("text.word_delete", "word_delete", "ctrl+w", "Delete the word on the left", _WRITE, _WRITTEN),
    Action("form.discard", "discard", "f9", "Throw away what was typed", _WRITE, ("form",)),
    # Contact
    Action("contact.tags", "add_tags", "t", "Add tags", _CONTACT, ("contacts", "contact"), ("contact",), True),
    Action("contact.delete", "delete", "D", "Delete", _CONTACT, ("contacts", "contact"), (), True),
    # Go to
    Action("go", "go", "B", "Go to …", _GO, ("app",), ("tickets",)),
    Action("go.tickets", "go_to('tickets')", "f2", "Tickets", _GO, ("app",)),
    Action("go.contacts", "go_to('contacts')", "f3", "Contacts", _GO, ("app",)),
    Action("go.cases", "go_to('cases')", "f5", "Cases", _GO, ("app",)),
    Action(
        "go.library", "go_to('library')", "f6", "Library: categories, tags, channels, groups, presence", _GO, ("app",)
    ),
    Action("go.outbox", "go_to('outbox')", "O", "Outbox, drafts, journal, local notes", _GO, ("app",)),
    Action("go.log", "go_to('log')", "f7", "Log of requests", _GO, ("app",)),
    Action(
        "back",
        "back",
        "escape",
        "Back",
        _GO,
        ("app",),
        ("ticket", "contact", "case", "form", "compose", "log", "conflict", "bulk", "batch", "note", "run", "macro"),
    ),
    Action("jump.back", "jump_back", "ctrl+o,less_than_sign", "Back to what was opened before", _GO, ("app",)),
    Action("jump.forward", "jump_forward", "ctrl+f,greater_than_sign", "Forward again", _GO, ("app",)),
    Action("recents", "recents", "ctrl+e", "Pinned, and touched last", _GO, ("app",)),
    Action("suspend", "suspend", "ctrl+z", "To the shell; fg comes back", _GO, _READ),
    Action("quit", "leave", "q", "Back; at the root quit", _GO, ("app",)),
    Action("palette", "command_palette", "ctrl+p,colon", "Palette", _GO, ("app",)),
    Action("undo", "undo", "z", "Undo: take back, or send the inverse", _WRITE, ("app",)),
    Action("redo", "redo", "Z", "Redo", _WRITE, ("app",)),
    Action("mirror.pause", "pause_mirror", "ctrl+g", "Pause or resume reading in the background", _GO, ("app",)),
    Action("setup", "setup", "f12", "Address and token", _GO, ("app",)),
    Action("theme", "pick_theme", "T", "Theme …", _GO, ("app",)),
    Action("density", "density", "equals_sign", "Lists: compact or comfortable", _GO, ("app",)),
    Action(
        "help",
        "help",
        "question_mark,f1",
        "Help",
        _GO,
        ("app",),
        ("tickets", "ticket", "contacts", "contact", "cases", "library", "outbox", "run"),
    ),
)

IS_A: Final = {"run": "ticket"}
"""Screens that can do whatever another one can, but for what they have keys of their own for."""

BY_ID: Final = {action.id: action for action in ACTIONS}


def actions_on(screen: str) -> Iterator[Action]:
    """Give the actions of one screen, in the table's order, without those of the whole app."""
    own = {action.method for action in ACTIONS if screen in action.where}
    base = IS_A.get(screen, "")
    return (
        action for action in ACTIONS if screen in action.where or (base in action.where and action.method not in own)
    )
