"""The small words of tickets: what fills the placeholders of the texts, greetings, short notes, reasons.

Placeholders: n, n2, n3 order numbers, short a small number, day a date, and one of each tuple below.
"""

from typing import Final

MACHINES: Final = ("Label Printer LP-200", "Handheld H7", "cold box M", "counter scale")

APPS: Final = (
    *("Shop Connect", "Returns Portal", "Driver app", "Route Planner", "warehouse dashboard", "billing portal"),
    *("web chat widget", "rate calculator", "pickup scheduler"),
)

PRINTERS: Final = ("Label Printer LP-200", "Label Printer LP-80", "LP-200 at the counter", "second printer")

PLACES: Final = (
    *("Bang Na", "Lat Krabang", "Chiang Mai", "Khon Kaen", "Hat Yai", "Phuket", "Yangon", "Mandalay", "Pathein"),
    *("Singapore", "Osaka", "Fukuoka", "Busan", "Dubai", "Muscat", "Hamburg", "Lyon", "Taichung", "Vientiane"),
)

GOODS: Final = (
    *("ceramic bowls", "silk scarves", "coffee beans", "a bicycle frame", "perfume samples", "frozen durian"),
    *("stationery", "insulin coolers", "a teak side table", "phone cases", "dried shrimp", "rain jackets", "vinyl"),
    *("wedding invitations", "orchid seedlings", "drone batteries"),
)

OPENINGS: Final = (
    *("Hello,", "Hi team,", "Good morning,", "Dear support,", "Hi!", "Hello again,", "To whom it may concern,", "Hey,"),
    "(translated from a voice message)",
)

CLOSINGS: Final = (
    *("Thanks", "Thank you!", "Best regards", "Kind regards,\n\nthe shop", "Thanks a lot 🙏", "Sent from my phone"),
    *("br", "Please call, don't write."),
)

SHORT: Final = (
    *("see title", "Please call me back.", "Where is {n}???", "same as last time", "any news?", "Screenshot attached."),
    *(
        "Order {n}, {place}.",
        "it is broken",
        "Please cancel.",
        "Thanks, all arrived well.",
        "Tracking ID TG{short}77TH",
        "-",
    ),
)

REASONS: Final = (
    *("Speaks Thai", "Owns the account", "Took the call", "Round robin", "Second line: printer", "Back from leave"),
    *("Customer asked for her", "ดูแลร้านนี้อยู่แล้ว", "Escalated by the night desk", "Same case as yesterday"),
    "Billing questions of enterprise accounts go to Rafael while Imani is on parental leave",
)

STEPS: Final = (
    "Called the hub, asked for a search. No answer yet.",
    "Reset the password, customer confirmed.",
    "1. Checked the scan history\n2. Wrote to the carrier\n3. Promised an answer by tomorrow noon",
    "Refund booked, waits for finance.",
    "โทรหาลูกค้าแล้ว ไม่รับสาย",
    "Printer swapped, old one goes back with the next pickup.",
)
