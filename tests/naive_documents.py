"""Documents read as an accountant reads them, to compare with the real pools.

Knows what Odoo says of posted lines, and what the catalogue said when they were sold;
nothing of grants, pools or any other figure of ours.
"""

from fractions import Fraction

COIN = Fraction(1, 100)


def exact(number):
    """Return a float as the decimal number that it prints as."""
    return Fraction(str(round(number, 6)))


def get_debited(move):
    """Return the document that a debit note adds to, none for another document."""
    name = "debit_origin_id"
    return move[name] if name in move._fields else move.browse()


class Parcel:
    """Packs of one invoice line, and what is left of their value and number."""

    def __init__(self, line, packs, value, credit):
        self.line, self.credit = line, credit
        self.packs, self.value = packs, value
        self.is_free = not value

    def lose(self, value, packs):
        """Give up value, and packs in proportion; free packs go by number."""
        part = min(value, self.value)
        if part:
            self.packs -= self.packs * part / self.value
        elif not value and (self.is_free or not self.value):
            self.packs -= min(packs, self.packs)
        self.value -= part
        return value - part


class Reading:
    """What the posted documents of one client come to."""

    def __init__(self, moves, facts, debited):
        # What each line sold, and the products that each debit note added to.
        self.facts, self.debited = facts, debited
        self.parcels = {}
        self.price = Fraction(0)
        self.lowered = {}
        lines = moves.invoice_line_ids.filtered(lambda li: li.display_type == "product")
        lines = lines.sorted(lambda line: (line.date, line.move_id.id, line.id))
        for line in filter(self.is_sale, lines):
            value = self.get_value(line) + self.get_shares(line)
            packs = exact(abs(line.quantity))
            credit = facts[line]
            self.parcels[line] = Parcel(line, packs, value, credit)
        for line in lines:
            if facts.get(line):
                self.price += self.get_coins(line) + self.get_shares(line, coins=True)
                if line not in self.parcels:
                    self.change(line)

    # === WHAT A LINE SAYS === #

    def get_value(self, line):
        """Return the net value in the document's currency; what is sold is positive."""
        return -exact(line.amount_currency)

    def get_coins(self, line):
        return -exact(line.balance)

    def is_sale(self, line):
        """Tell whether a line sells packs, rather than changes an earlier sale."""
        if not self.facts.get(line):
            return False
        move = line.move_id
        if move.move_type == "out_refund":
            # Odoo turns an exchange for something smaller into a credit note.
            return not move.reversed_entry_id and line.quantity < 0
        if move in self.debited:
            return line.product_id not in self.debited[move]
        return line.quantity > 0

    def get_shares(self, line, coins=False):
        """Return what the line bears of the discounts on its document."""
        beside = line.move_id.invoice_line_ids
        discounts = beside.filtered(lambda li: self.is_discount(li))
        sold = beside - discounts
        total = sum(self.get_value(li) for li in sold)
        get = self.get_coins if coins else self.get_value
        whole = sum(get(li) for li in discounts)
        # To the coin, half up, as the pack stands first.
        return round(whole * self.get_value(line) / total / COIN) * COIN if total else 0

    def is_discount(self, line):
        return not self.facts.get(line) and line.price_unit < 0

    # === WHAT IT CHANGES === #

    def change(self, line):
        """Credit, lower or give back packs, or change their price alone."""
        value = self.get_value(line) + self.get_shares(line)
        packs, move = exact(abs(line.quantity)), line.move_id
        targets = self.get_targets(line, abs(value))
        if not targets:
            # What it credited was reset: it takes a price, and no packs.
            return
        undone = move.reversed_entry_id
        of_debit = (undone or move) if get_debited(undone or move) else None
        if move.prepaid_price_only or (
            of_debit and targets[0].line.move_id != of_debit
        ):
            kept = [parcel.packs for parcel in targets]
            self.spread(targets, value, Fraction(0))
            for parcel, number in zip(targets, kept, strict=True):
                parcel.packs = number
        else:
            sign = -1 if move.move_type == "out_refund" else 1
            is_back = value > 0 or (not value and line.quantity * sign > 0)
            self.spread(targets, value, packs if is_back else -packs)
            if move.move_type != "out_refund":
                key = targets[0].line.sale_line_ids[:1]
                self.lowered[key] = self.lowered.get(key, 0) + packs

    def spread(self, targets, value, packs):
        if value > 0 or packs > 0:
            targets[0].value += value
            targets[0].packs += packs
            return
        left, gone = -value, -packs
        for parcel in targets:
            if left or (not value and gone):
                before = parcel.packs
                left = parcel.lose(left, gone)
                gone -= before - parcel.packs

    def get_targets(self, line, value):
        """Return the parcels that a line is about, the one that it names first."""
        move = line.move_id
        origin = move.reversed_entry_id or get_debited(move)
        ours = [
            p for p in self.parcels.values() if p.line.product_id == line.product_id
        ]
        ours = [p for p in ours if p.line.currency_id == line.currency_id]
        near = [p for p in ours if origin and p.line.move_id == origin]
        near = near or [p for p in ours if p.line.sale_line_ids & line.sale_line_ids]
        near = near or [p for p in ours if p.line.move_id == move]
        near = (near or ours)[::-1]
        named = next((p for p in near if p.value >= value), near[0] if near else None)
        if not named:
            return []
        order_line = named.line.sale_line_ids
        others = [p for p in ours if order_line and p.line.sale_line_ids == order_line]
        return [named, *(p for p in others[::-1] if p is not named)]

    # === OUTCOME === #

    def get_credit(self, ordered):
        """Return the credit that is due, in minutes.

        ``ordered`` are the packs of the order lines that granted themselves: there what
        is ordered and not billed yet counts, and no more than is ordered.
        """
        minutes = 0
        for parcel in self.parcels.values():
            if parcel.line.sale_line_ids[:1] not in ordered:
                minutes += self.get_minutes(parcel.packs, parcel.credit)
        for order_line, (packs, credit) in ordered.items():
            mine = [
                p for p in self.parcels.values() if p.line.sale_line_ids == order_line
            ]
            billed = sum(exact(abs(p.line.quantity)) for p in mine) - self.lowered.get(
                order_line, 0
            )
            left = sum(p.packs for p in mine) + max(packs - billed, 0)
            minutes += self.get_minutes(min(left, packs), credit)
        return minutes

    def get_minutes(self, packs, credit):
        return sum(int(packs * exact(part) + Fraction(1, 2)) for part in credit)
