from odoo import models
from odoo.tools import format_amount

from ...metering import to_quantity

# A person who changes one of these changes when or what a client is charged.
TOLD = frozenset(
    {
        "low_threshold",
        "refill_interval_months",
        "refill_quantity",
        "refill_target",
        "refill_trigger",
    }
)


class PrepaidContract(models.Model):
    """What a client agrees to: the text, its price, and what follows at once.

    Call these in sudo, in the language of who reads the text.
    """

    _inherit = "prepaid.contract"

    # === CRUD METHODS === #

    def write(self, vals):
        """Tell clients who are charged what changes of it."""
        agreed = TOLD & vals.keys() and self.sudo().filtered(
            lambda contract: contract._get_consent()
        )
        before = {contract: contract._get_terms_text() for contract in agreed or ()}
        result = super().write(vals)
        for contract, text in before.items():
            is_on = contract._is_charged_automatically()
            if is_on and contract._get_terms_text() != text:
                contract._get_consent()._send("prepaid_consent_mail_template_changed")
        return result

    # === BUSINESS METHODS === #

    def _is_charged_automatically(self):
        """Tell whether a refill that starts by itself charges the client."""
        self.ensure_one()
        return (
            self.state == "active"
            and self.refill_trigger != "none"
            and self.refill_mode == "charge"
            and not self._get_method_blocker()
        )

    def _is_charged_as_agreed(self):
        """Tell whether all that the client agreed to is on already."""
        return self._is_charged_automatically()

    def _prepare_agreed_vals(self, vals):
        """Return the vals that switch on what the client agrees to."""
        agreed = {"payment_token_id": vals["token_id"], "refill_mode": "charge"}
        if not vals.get("product_id"):
            return agreed
        return agreed | {
            "refill_product_id": vals["product_id"],
            "refill_trigger": self._get_agreeable_trigger(),
        }

    def _get_agreeable_trigger(self):
        """Return what starts refills once the client agreed: as now, else their use."""
        trigger = self.refill_trigger
        return trigger if trigger in ("schedule", "both") else "threshold"

    def _get_agreeable_pack(self):
        """Return the pack that a client can agree to buy again and again, or none."""
        pack = self.refill_product_id or self.plan_id.refill_product_id
        return pack if not self._get_pack_blocker(pack) else pack.browse()

    def _get_agreeable_packs(self):
        """Return the packs that the visitor can agree to buy, the usual one first.

        The others are those of the plan that the visitor finds in the shop.
        """
        sold = self.plan_id._get_published_packs().sudo().product_variant_ids
        return self._get_agreeable_pack() | sold.filtered(
            lambda pack: not self._get_pack_blocker(pack)
        )

    def _get_refill_price(self, pack):
        """Return what a refill costs today, with taxes, in the contract's currency."""
        order = self._preview_refill_order(pack, self.refill_quantity)
        return self._get_amount(order)

    def _get_consent_price(self, pack):
        """Return the most that one charge is today, of all that the text names."""
        return self._get_refill_price(pack) if pack else 0

    def _get_consent_scope(self, pack):
        """Return the vals of a consent that say what else its text covers."""
        return {"covers_overage": bool(pack) and self._charges_overage()}

    def _get_refill_credit(self, pack):
        """Return the credit that a refill brings, for people."""
        units = self._get_refill_units(pack, self.refill_quantity)
        return self._format_quantity(to_quantity(units))

    def _get_amount_now(self, pack):
        """Return what is charged at once where the client agrees now, 0 if nothing."""
        trigger, refill = self._get_agreeable_trigger(), self._get_open_refill()
        if (
            trigger == "schedule"
            or not self._is_low()
            or self._get_refill_blocker()
            or self._get_cap_blocker()
            or self._get_ended_text()
            or self._is_paused()
            or (refill and (refill.state != "pending" or refill.sale_order_id))
        ):
            return 0
        packs = max(self.refill_quantity, self._get_needed_packs(pack))
        if self._get_limit_text(pack, packs, self.refill_quantity):
            return 0
        return self._get_amount(self._preview_refill_order(pack, packs))

    def _refill_agreed(self):
        """Start the refill that the page said is charged at once."""
        self.refill_due = True
        self.env["prepaid.refill"]._wake_refills()

    # === TEXTS === #

    def _get_consent_text(self, pack, method, cap_amount):
        """Return the text to which a client agrees, for this method, pack and cap."""
        return "\n".join(
            [
                self._get_permission_text(method, pack),
                *self._get_scope_texts(pack),
                self.env._(
                    "One charge is %(cap)s at most, taxes included.",
                    cap=format_amount(self.env, cap_amount, self.currency_id),
                ),
                self.env._("You are not asked again before each charge."),
                self.env._(
                    "Another payment method, another pack or a higher limit needs your "
                    "permission again. Other changes of when or how many are told to "
                    "you by email."
                ),
                self.env._(
                    "The permission holds until you revoke it. You can do so at any "
                    "time, with effect at once: on the page of your contract, or by "
                    "the link in the email of each charge, also without signing in."
                ),
            ]
        )

    def _get_permission_text(self, method, pack):
        values = {"company": self.company_id.name, "method": method}
        if self._origin:
            return self.env._(
                "You allow %(company)s to charge %(method)s automatically for top-ups "
                "of your contract %(contract)s.",
                contract=self.name,
                **values,
            )
        return self.env._(
            "You allow %(company)s to charge %(method)s automatically for top-ups of "
            "your new contract “%(plan)s”.",
            plan=self.plan_id.name,
            **values,
        )

    def _get_scope_texts(self, pack):
        """Return what is charged, as the client agrees to it.

        Other addons add what `_get_consent_scope` then says. No pack: no top-ups.
        """
        return [self._get_terms_text(pack, self._get_agreeable_trigger())]

    def _get_terms_text(self, pack=None, trigger=None):
        """Return what is bought and when, as the client reads it."""
        pack, trigger = pack or self.refill_product_id, trigger or self.refill_trigger
        texts = [
            self.env._(
                "Each top-up is %(packs)s × %(pack)s: %(credit)s of credit.",
                packs=self.refill_quantity,
                pack=pack.display_name,
                credit=self._get_refill_credit(pack),
            )
        ]
        if trigger in ("threshold", "both"):
            texts.append(
                self.env._(
                    "It is ordered and charged when the credit falls to %(threshold)s "
                    "or below.",
                    threshold=self._format_quantity(self.low_threshold),
                )
            )
        if trigger in ("schedule", "both"):
            texts.append(self._get_calendar_text())
        if self._charges_overage():
            texts.append(
                self.env._(
                    "Work beyond the credit is invoiced by the month, and that invoice "
                    "is charged too."
                )
            )
        return "\n".join(texts)

    def _get_calendar_text(self):
        values = {
            "months": self.refill_interval_months,
            "target": self._format_quantity(self.refill_target),
        }
        if self.refill_target:
            return self.env._(
                "Every %(months)s month(s) as many are ordered and charged as lift the "
                "credit to %(target)s.",
                **values,
            )
        return self.env._(
            "It is ordered and charged every %(months)s month(s).", **values
        )
