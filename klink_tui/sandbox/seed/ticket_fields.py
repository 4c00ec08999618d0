"""The ticket form: built-in fields, then custom ones of every type. Row: see ``fields.py``."""

from typing import Final

TICKET_FIELDS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    ("title", "Title", "text", "default required", ""),
    ("description", "Description", "textarea", "default", ""),
    ("status", "Status", "select", "default", "*open=Open|in progress=In progress|pending=Pending|resolved=Resolved"),
    ("priority", "Priority", "select", "default required", "low=Low|*medium=Medium|high=High"),
    ("channel", "Channel", "select", "default", "mail=Mail|line=LINE|*email=Email|phone=Phone|webchat=Web chat"),
    ("contact_id", "Contact", "contact", "default required", ""),
    ("tags", "Tags", "tags", "default", ""),
    (
        "cf_region",
        "Region",
        "select",
        "required",
        "bkk=Bangkok and vicinity|north=Northern Thailand|isan=Isan|south=Southern Thailand|mm=Myanmar"
        "|gulf=Gulf states|jp=Japan|kr=Korea|eu=Europe|other=Elsewhere",
    ),
    ("cf_order_number", "Order number", "text", "unique", ""),
    ("cf_trackingid", "Tracking ID", "text", "", ""),
    ("cf_date", "Promised delivery date", "date", "", ""),
    ("cf_refund_amount", "Refund amount (THB)", "number", "", ""),
    ("cf_parcels", "Parcels concerned", "number", "", ""),
    ("cf_replacement_sent", "Replacement sent", "checkbox", "", ""),
    (
        "cf_carriers",
        "Carriers involved",
        "multiselect",
        "",
        "own=Own fleet|kerryline=Kerryline|flashpost=FlashPost|sea=Sea freight|air=Air freight|pickup=Self-pickup",
    ),
    ("cf_shop_link", "Shop or order page", "link", "", ""),
    ("cf_report_to", "Send report to", "email", "", ""),
    ("cf_callback", "Call back on", "phone", "", ""),
    ("cf_internal_steps", "Internal steps taken", "textarea", "", ""),
    ("cf_photos", "Photos of the damage", "attachment", "", ""),
    ("cf_dropoff_point", "Drop-off point", "geopoint", "", ""),
    ("cf_legacy_case", "Legacy case code", "text", "archived required", ""),
    ("cf_old_severity", "Severity (old)", "select", "archived", "s1=S1|s2=S2|s3=S3|s4=S4"),
)
