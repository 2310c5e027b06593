from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from . import spans as days
from .periods import ONE_DAY
from .spans import Share


class PrepaidSchedule(models.Model):
    """What is due and not billed yet, as the order that bills it.

    Renewals and changes are one thing: the days that have begun come to something, and
    what of it no order billed is put on the next. Twice is once.
    """

    _inherit = "prepaid.schedule"

    # === WHAT IS DUE === #

    def _get_gaps(self, spans, until, grid=None):
        """Return {(product id, Period): Share} to bill of what begins before a day."""
        self.ensure_one()
        grid = grid or self._get_grid()
        due = days.get_due(spans, until, grid, self.currency_id.rounding)
        return days.subtract(due, self.claim_ids._get_billed())

    def _choose(self, gaps, is_renewal=False):
        """Return which gaps are billed now, by the plan's policy of changes.

        What would be given back waits while its invoice is not posted.
        """
        policy = self.plan_id.schedule_change_policy
        if policy == "next" and not is_renewal:
            return {}
        ready = {
            key: gap
            for key, gap in self._get_open(gaps).items()
            if gap.amount >= 0 or self._get_claims(*key)._get_billed_lines()
        }
        if policy == "next":
            return days.keep_positive(ready, self.currency_id.rounding)
        return ready

    def _get_open(self, gaps):
        """Return the gaps that are billed some day.

        What people credited themselves is not given back again, and nothing is where
        the plan gives nothing back.
        """
        is_kept = self.plan_id.schedule_change_policy == "never"
        found = {}
        for key, gap in gaps.items():
            if gap.amount < 0:
                gap = Share() if is_kept else self._get_claims(*key)._spare(gap)
            if gap != Share():
                found[key] = gap
        return found

    def _get_claims(self, product_id, period):
        return self.env["prepaid.schedule.claim"].search(
            [
                ("schedule_id", "=", self.id),
                ("product_id", "=", product_id),
                ("date_from", "=", period.first),
                ("date_to", "=", period.last),
            ]
        )

    # === THE ORDER === #

    def _prepare_order_vals(self, spans, gaps):
        """Return the vals of the order that bills gaps, and the claims of each line.

        Prices are the schedule's; taxes, addresses and terms are Odoo's to compute.
        """
        lines, claims = [], []
        for key, gap in sorted(gaps.items(), key=self._get_place):
            for line, claim in self._prepare_lines(spans, key, gap):
                lines.append(line)
                claims.append(claim)
        contract = self.contract_id
        vals = contract._prepare_refill_order_vals(self.env["product.product"], 0) | {
            "pricelist_id": self.pricelist_id.id,
            "order_line": [Command.create(line) for line in lines],
        }
        return vals, claims

    def _get_place(self, item):
        (product_id, period), gap = item
        product = self.env["product.product"].browse(product_id)
        return (gap.amount < 0, not product.is_prepaid_pack, product_id, period)

    def _prepare_lines(self, spans, key, gap):
        """Return [(vals of an order line, vals of its claim)] for one gap.

        A whole period that was not billed yet is told line by line, as it was agreed;
        a part of one as one line with its days.
        """
        product_id, period = key
        mine = [
            span
            for span in spans
            if span.wanted.product == product_id and period.count(*span[1:3])
        ]
        is_whole = all(
            span.first <= period.first and (not span.last or span.last >= period.last)
            for span in mine
        )
        if mine and is_whole and not self._get_claims(*key):
            return self._prepare_whole(mine, key, gap)
        return [self._prepare_part(mine, key, gap)]

    def _prepare_whole(self, mine, key, gap):
        period, left, found = key[1], gap, []
        for number, span in enumerate(mine, 1):
            wanted = span.wanted
            units = days.exact(wanted.quantity) * period.days
            # What is left by rounding goes with the last line.
            share = Share(units, wanted.get_amount()) if number < len(mine) else left
            left -= share
            vals = {
                "product_uom_qty": wanted.quantity,
                "price_unit": wanted.price,
                "discount": wanted.discount,
            }
            found.append(
                (
                    vals | self._prepare_line(key, self._describe(key)),
                    self._prepare_claim(key, share),
                )
            )
        return found

    def _prepare_part(self, mine, key, gap):
        sign = -1 if gap.amount < 0 else 1
        vals = {
            "product_uom_qty": sign,
            "price_unit": float(abs(gap.amount)),
            "discount": 0,
        }
        if sign < 0:
            # What is given back has the taxes that were invoiced.
            billed = self._get_claims(*key)._get_billed_lines()
            vals["tax_ids"] = [Command.set(billed[-1:].tax_ids.ids)]
        return (
            vals | self._prepare_line(key, self._describe(key, gap, mine)),
            self._prepare_claim(key, gap),
        )

    def _prepare_line(self, key, text):
        product = self.env["product.product"].browse(key[0])
        product = product.with_context(lang=self.partner_id.lang)
        description = product.get_product_multiline_description_sale()
        return {"product_id": product.id, "name": f"{description}\n{text}"}

    def _prepare_claim(self, key, share):
        return {
            "schedule_id": self.id,
            "product_id": key[0],
            "date_from": key[1].first,
            "date_to": key[1].last,
            "unit_days": float(share.units),
            "amount": float(share.amount),
        }

    # === WORDS === #

    def _describe(self, key, gap=None, mine=()):
        """Return the days that a line bills, for people, in the client's language."""
        period, env = key[1], self.contract_id._with_client_lang().env
        if not gap:
            return env._(
                "%(first)s to %(last)s",
                first=format_date(env, period.first),
                last=format_date(env, period.last),
            )
        turns = [span.first for span in mine if span.first > period.first]
        turns += [s.last + ONE_DAY for s in mine if s.last and s.last < period.last]
        since = max(turns, default=period.first)
        number = gap.units / period.count(since)
        values = {
            "first": format_date(env, since),
            "last": format_date(env, period.last),
            "days": period.count(since),
            "all": period.days,
            "number": self._format_number(abs(number)),
        }
        if gap.amount < 0:
            return self._describe_less(env, key, gap, number, values)
        if number.denominator > 100:
            return env._("%(first)s to %(last)s: the difference", **values)
        if not self._get_claims(*key) and number == 1:
            return env._("%(first)s to %(last)s: %(days)s of %(all)s days", **values)
        if not self._get_claims(*key):
            return env._(
                "%(number)s from %(first)s to %(last)s: %(days)s of %(all)s days",
                **values,
            )
        return env._(
            "%(number)s more from %(first)s to %(last)s: %(days)s of %(all)s days",
            **values,
        )

    def _describe_less(self, env, key, gap, number, values):
        if number.denominator > 100 or gap.units >= 0:
            return env._("%(first)s to %(last)s: given back", **values)
        return env._(
            "%(number)s less from %(first)s to %(last)s: %(days)s of %(all)s days",
            **values,
        )

    @staticmethod
    def _format_number(number):
        return f"{float(number):g}"

    # === VERBS === #

    def _preview(self, spans, gaps):
        """Return the document that bills gaps as plain data, None where there is none.

        ``kind`` (invoice or credit), ``lines`` of (text, quantity, price, net), and
        ``untaxed``, ``tax``, ``total`` in ``currency``: what the order would say.
        """
        self.ensure_one()
        if not gaps:
            return None
        vals, _claims = self._prepare_order_vals(spans, gaps)
        order = self.env["sale.order"].with_company(self.company_id).new(vals)
        sign = -1 if order.amount_total < 0 else 1
        return {
            "kind": "credit" if sign < 0 else "invoice",
            "lines": [
                {
                    "name": line.name,
                    "quantity": line.product_uom_qty,
                    "price": line.price_unit,
                    "subtotal": sign * line.price_subtotal,
                }
                for line in order.order_line
            ],
            "untaxed": sign * order.amount_untaxed,
            "tax": sign * order.amount_tax,
            "total": sign * order.amount_total,
            "currency": order.currency_id,
        }

    def _create_order(self, spans, gaps):
        """Order what gaps come to, and claim it; return the order."""
        for product_id, _period in gaps:
            # Somebody may have changed the product since: half a bill is none.
            self._check_product(self.env["product.product"].browse(product_id))
        vals, claims = self._prepare_order_vals(spans, gaps)
        order = self.env["sale.order"].with_company(self.company_id).create(vals)
        if order.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "%(schedule)s has prices in %(ours)s, and the order would be in "
                    "%(theirs)s. Choose a pricelist in %(ours)s.",
                    schedule=self.display_name,
                    ours=self.currency_id.name,
                    theirs=order.currency_id.name,
                )
            )
        self.env["prepaid.schedule.claim"].create(
            [
                claim | {"sale_line_id": line.id}
                for claim, line in zip(claims, order.order_line, strict=True)
            ]
        )
        return order
