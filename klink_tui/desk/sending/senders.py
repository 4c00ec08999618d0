"""Who sends what."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from klink_tui.desk.formjobs import basis_of
from klink_tui.desk.references import Connect
from klink_tui.desk.sending.contacts import ContactSender
from klink_tui.desk.sending.outcome import Sender
from klink_tui.desk.sending.posts import ChannelMaker, CommentSender, ContactMaker, MessageSender, TicketMaker
from klink_tui.desk.sending.tickets import TicketSender
from klink_tui.models.intent import Kind
from klink_tui.models.ticket import Ticket

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk


def senders_of(desk: "Desk", connect: Connect) -> Mapping[Kind, Sender]:
    """Give a sender for each kind of intent."""

    def changed(before: Ticket, after: Ticket) -> None:
        desk.drafts.rebase(after.key, basis_of(before), basis_of(after))

    tickets = TicketSender(connect, desk.tickets, assign_key=lambda: desk.assign_key, changed=changed)
    contacts = ContactSender(connect, desk.contacts, desk.bus)
    return {
        Kind.TICKET_STATUS: tickets,
        Kind.TICKET_EDIT: tickets,
        Kind.TICKET_ASSIGN: tickets,
        Kind.TICKET_CREATE: TicketMaker(connect, desk.tickets, desk.bus),
        Kind.CONTACT_EDIT: contacts,
        Kind.CONTACT_TAGS: contacts,
        Kind.CONTACT_DELETE: contacts,
        Kind.CONTACT_CREATE: ContactMaker(connect, desk.contacts, desk.bus),
        Kind.MESSAGE: MessageSender(connect),
        Kind.COMMENT: CommentSender(connect, desk.comments, desk.bus),
        Kind.CHANNEL_CREATE: ChannelMaker(connect, desk.references),
    }
