"""Long ticket descriptions in Markdown: headings, lists, tables, quotes, code, links."""

from typing import Final

LABELS: Final = """## What happens

1. Open the **{app}**
2. Choose *Today's consignments* → {place}
3. Press `Print all`

The first label is right, every one after it repeats the **address of the first**.

## What should happen

Each parcel has its own address. 34 parcels went out with the same label before anybody noticed.

## What we tried

- restarted the machine, twice
- another roll, another ribbon
- signed out and in again
- an order with *one* parcel: works

> Support told us in spring that this was solved with 4.2. We are on 4.3.1.

```
2026-01-09 08:14:02 spool: job {short} queued
2026-01-09 08:14:02 spool: template cached (key=addr)
2026-01-09 08:14:03 spool: job {short} done, 34 pages
```
"""

CONSIGNMENTS: Final = """### Consignments concerned

| order | to | promised | state |
| --- | --- | --- | --- |
| {n} | {place} | {day} | held at hub |
| {n2} | Chiang Mai | {day} | delivered, wrong door |
| {n3} | Yangon | – | **no scan since pickup** |

All three carry {goods}. We need to know for each:

- [ ] where it is
- [ ] who signed, if anybody did
- [x] what it is worth: 12,400 THB each

The proof of delivery is at https://shop.example/orders/{n} (you have a login).
"""

SIGNATURE: Final = """Hello,

the webhook for `contact.create` comes in, but the signature never matches. We compute it like this:

```python
digest = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
assert digest == request.headers["x-signature"]
```

What we know:

* same secret as in the dashboard, copied **twice**
* body taken *before* any parsing
* [our handler](https://git.example/shop/hooks#L40) has not changed since {day}

Is the body perhaps re-encoded on the way? Our proxy in {place} does gzip.

Request ids, for your log: `{n}`, `{n2}`, `{n3}`
"""

CORRESPONDENCE: Final = """Good day,

please find below the correspondence with the customer.

> On {day} the customer wrote:
>
> > I ordered {goods} and got something else entirely.
> > The box was taped over twice.
>
> We answered that we would look into it, and asked for photos.

The photos show our tape *under* somebody else's tape. So it was opened on the way.

---

**Our wish:** a search at the {place} hub, and the footage of the sorting line of {day}.

**Value:** 3,250 THB plus shipping

**Insurance:** yes, order {n}
"""

FIGURES: Final = """# Monthly figures do not add up

The *{app}* says 1,204 parcels, the invoice says 1,240, our own list says **1,203**.

## By week

| week | ours | dashboard | invoice |
|---:|---:|---:|---:|
| 1 | 301 | 301 | 310 |
| 2 | 288 | 289 | 298 |
| 3 | 314 | 314 | 322 |
| 4 | 300 | 300 | 310 |

## Guess

Returns are counted as consignments. At least {n} is in there twice: once out, once back.

## Asked for

1. a corrected invoice
2. the list behind the figure, as CSV
3. an explanation that we can forward to *{place}*

Until then we pay the undisputed part. This is not a complaint, yet.
"""
