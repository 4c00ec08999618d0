"""What English tickets are about: titles, and the sentences and reports that go with them."""

from typing import Final, NamedTuple

from klink_tui.sandbox.seed.reports import CONSIGNMENTS, CORRESPONDENCE, FIGURES, LABELS, SIGNATURE


class Topic(NamedTuple):
    """One kind of trouble. Placeholders: see ``words.py``."""

    share: int
    """Weight among the tickets."""
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    reports: tuple[str, ...]
    """Long descriptions in Markdown."""


TOPICS: Final = (
    Topic(
        10,
        (
            "Parcel {n} still not here",
            "Where is my order {n}?",
            "Delivery to {place} is three days late",
            "Please change the address of order {n}",
            "Re: Re: Fwd: parcel {n}",
            "Pickup in {place} was never done",
            "Customs in {place} asks for papers we already sent",
            "Cancel pickup tomorrow, {place}",
            "Reschedule delivery of {n}",
            'Tracking of {n} stuck at "arrived at hub"',
            "{place} hub lost {goods} again",
            "Complaint about the driver in {place}",
            "Proof of delivery for {n} shows somebody else's door",
            "Two parcels, one label ({n})",
            "Kann {n} nicht verfolgen",
            "Colis {n} : livré, mais pas chez nous",
            "Following up on our call from this morning: the pallet for {place} was split into two consignments "
            "without anybody telling us, one of which ({n}) is now held at the hub, nobody can say why",
            "Anfrage: Großkundenversandkostenrückerstattungsbescheinigung für Sendung {n}, sowie Zolltarifnummern"
            "übersicht und Lieferkettensorgfaltspflichtenerklärung für alle Sendungen nach {place} – bitte bis Freitag",
        ),
        (
            'The tracking page has said "arrived at hub" since {day} and nothing moves.',
            "Order {n} was promised for {day} and my customer in {place} is losing patience.",
            "The driver did not call and marked it as *customer not at home*. I was at home all day.",
            "If it can't be found by {day} we will have to buy it again for the customer.",
            "The person at the {place} counter was very kind, but could not see the consignment either.",
            "The label was readable when we handed it over; a photo is attached.",
            "The address is right on our side: same street, same gate, the guard knows the driver.",
            "It went out on {day} with the afternoon pickup, three boxes of {goods}.",
            "The customer has moved, the new address is in the notes of the order.",
        ),
        (CONSIGNMENTS, CORRESPONDENCE),
    ),
    Topic(
        7,
        (
            "{goods} arrived broken",
            "Wrong item received: expected {goods}",
            "Driver left {goods} in the rain",
            "Box opened, {goods} missing",
            "Return label for {n} expired",
            "Return of {goods} refused at the counter",
            "Customer says they never ordered {goods}",
            "Cold chain broken on {n}? Logger shows 14 °C",
            "Claim for {goods}, value 12,400 THB",
            "Fwd: Fwd: RE: Complaint of a wholesale customer in {place} about {goods}: third delivery attempt, third "
            "time at the wrong door, photographs attached, they want a written statement and their money back",
        ),
        (
            "We packed {goods} in a double box with foam, as your guide says, and still one side is crushed.",
            "I would rather have a replacement than a refund, if {goods} are still in stock.",
            "The tape is ours underneath and somebody else's on top.",
            "Photos of the box, the label and the inside are attached.",
            "The customer in {place} signed before opening it, as everybody does.",
            "Two of six pieces can still be sold, the rest is shards.",
            "It says *this side up* on all four sides.",
        ),
        (CORRESPONDENCE, CONSIGNMENTS),
    ),
    Topic(
        7,
        (
            "{app}: cannot log in",
            "Customer cannot access account",
            "{app} shows yesterday's stock",
            "Stock not syncing between shop and {app}",
            "Webhook signature does not match",
            "API answers 429 all morning",
            "How do I add a second user to {app}?",
            "[External] {app} outage in {place}?",
            "{app} crashes when the list is empty",
            "Feature request: sort by promised date in {app}",
            "{app} – map shows the wrong side of the river",
            "Bulk upload fails at row {short}",
            "Time zone wrong in the {app} report",
            "Please delete my data",
        ),
        (
            "The {app} shows a spinner for about a minute and then an empty page.",
            "It works on my phone but not on the computer at the counter.",
            "Nothing was changed on our side since the weekend.",
            "I attach what I see on the screen.",
            "The password reset mail arrives, the link in it says *expired* at once.",
            "Another browser does the same, and so does a private window.",
            "We have about {short} orders waiting to be synced.",
            "Our developer is on leave until {day}, so please explain it to me slowly.",
        ),
        (SIGNATURE, FIGURES),
    ),
    Topic(
        4,
        (
            "{printer} prints blank labels",
            "{machine} won't start after the update",
            "Battery of handheld {short} swollen",
            "Scanner of handheld {short} reads nothing in sunlight",
            "[#{short}] printer",
            "{printer}: paper jam, every tenth label",
            "{printer} – after the update on Tuesday every label that contains an apostrophe, an umlaut or a Thai "
            "vowel above the line comes out with a box in its place, on all machines in {place}, old ribbon or new",
        ),
        (
            "We have tried another cable, another port and another roll of labels.",
            "It has a red light now, which the manual does not mention.",
            "The one beside it works, so it is not the network.",
            "Switched off, waited ten minutes, switched on: the same.",
            "It fell once, in spring, but has worked since.",
            "We can do without it until {day}, not longer.",
        ),
        (LABELS,),
    ),
    Topic(
        6,
        (
            "Refund for {n} has not arrived",
            "Refund only half of what we paid",
            "COD money for {place} not remitted since Monday",
            "Invoice {n} shows the wrong tax ID",
            "Need a copy of invoice {n}",
            "Can you ship {goods} to {place}?",
            "Quote for 400 parcels a week to {place}",
            "Duplicate charge on card ending {short}",
            "Change of bank account for COD payouts",
            "Price difference between {app} and the invoice",
            "Request for a monthly report that splits cash-on-delivery sums by warehouse, carrier, day of remittance "
            "and currency, because the one in {app} adds them all up and our auditors refuse it ({n} is an example)",
        ),
        (
            "The amount on the invoice is not the amount in the {app}.",
            "Our accountant needs this before the end of the month.",
            "The parcel to {place} weighs 2.4 kg, the invoice says 24 kg.",
            "The bank says nothing has come in since {day}.",
            "We pay by transfer on the 15th, as agreed.",
            "The tax ID is on the second page of the contract.",
            "Order {n} is the clearest example, there are more.",
        ),
        (FIGURES,),
    ),
    Topic(
        1,
        ("Thank you!", "question", "Urgent", "Re: your call", "(no subject)"),
        (
            "The driver waited while we packed the last box of {goods}. Please tell him.",
            "Everything has arrived in {place}, in one piece.",
            "I only wanted to ask whether you are open on {day}.",
        ),
        (CORRESPONDENCE,),
    ),
)

COMMON: Final = (
    "I have tried to reach you by phone twice and was cut off both times.",
    "Could you please tell me what happens next, and when?",
    "My colleague says this happened last month as well, see order {n2}.",
    "Please send the answer to this address and not to the shop's.",
    "For the record: this is the third ticket about the same thing.",
    "No hurry, just so that you know.",
)
"""Sentences that go with any topic."""
