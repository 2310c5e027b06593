from collections import defaultdict
from datetime import timedelta
from random import Random

from odoo.tests import freeze_time, tagged

from ..metering import to_units
from ..models.client.signals import PACK_DAYS, WINDOW_DAYS, Pack, get_months
from ..models.ledger.prepaid_entry import DRAW_KINDS, USE_KINDS
from .common import TODAY
from .common_signal import SignalCommon, ago

SEEDS = (1, 2, 3, 4)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalNaive(SignalCommon):
    """What SQL reads of a ledger is the sum of its entries, one by one."""

    def _play(self, seed):
        """Return contracts with packs, work, corrections and work taken off again."""
        random = Random(seed)
        clients = self.client | self.env["res.partner"].create(
            {"name": "Other", "is_company": True}
        )
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 0})
        contracts = self.env["prepaid.contract"]
        for client in clients:
            contract = self._contract(client=client)
            contracts += contract
            for number in range(4):
                size = random.choice((60, 120, 600))
                self._grant(
                    contract,
                    size,
                    kind=random.choice(("purchase", "purchase", "bonus")),
                    pack_quantity=size,
                    amount=random.randint(0, 99999) / 100,
                    date=ago(random.choice((240, 200, 150))),
                    name=f"Pack {number}",
                )
        lines = [self._work_randomly(random, clients) for _line in range(60)]
        for line in random.sample(lines, 20):
            line = line.sudo()
            if random.random() < 0.3:
                line.unlink()
            else:
                line.write(
                    {
                        "unit_amount": random.randint(1, 90) / 60,
                        "date": ago(random.randint(0, 190)),
                    }
                )
        grant = contracts[0].grant_ids.filtered("remaining")[:1]
        if grant:
            vals = grant._prepare_out_entry_vals("void", 1000, TODAY, "Credited")
            self.env["prepaid.entry"].sudo().create(vals)
        return contracts

    def _work_randomly(self, random, clients):
        client = random.choice(clients)
        task = self._tasks.setdefault(
            client, self._task("Work", self._project("Desk", client))
        )
        return self._log(
            random.randint(1, 60), day=ago(random.randint(0, 190)), task=task
        )

    def setUp(self):
        super().setUp()
        self._tasks = {}

    # === ONE BY ONE === #

    def _sum_days(self, entries, kinds):
        """Return {day: [units, minutes]} of the entries of these kinds."""
        days = defaultdict(lambda: [0, 0])
        for entry in entries:
            origin = entry.reversed_entry_id or entry
            if {entry.kind, origin.kind} <= set(kinds) and origin.date <= TODAY:
                days[origin.date][0] -= to_units(entry.quantity)
                days[origin.date][1] += entry.worked_minutes
        return {day: sums for day, sums in days.items() if any(sums)}

    def _check_used(self, contract, used):
        days = self._sum_days(contract.entry_ids, DRAW_KINDS)
        first, second, third = get_months(TODAY)
        half, start = ago(WINDOW_DAYS), ago(2 * WINDOW_DAYS)

        def add(at, since, until):
            return sum(sums[at] for day, sums in days.items() if since < day <= until)

        day = timedelta(days=1)
        self.assertEqual(used["now"], add(0, half, TODAY))
        self.assertEqual(used["before"], add(0, start, half))
        self.assertEqual(used["minutes_now"], add(1, half, TODAY))
        self.assertEqual(used["minutes_before"], add(1, start, half))
        self.assertEqual(used["days"], sum(start < each <= half for each in days))
        bounds = (first, second, third, TODAY.replace(day=1))
        months = tuple(
            add(0, since - day, until - day)
            for since, until in zip(bounds, bounds[1:], strict=False)
        )
        self.assertEqual(used["months"], months)
        last = max((each for each in days if each > start), default=None)
        if last:
            self.assertEqual(used["last"], last)

    def _list_packs(self, contract):
        packs = []
        for grant in contract.grant_ids.filtered(lambda g: g.kind == "purchase"):
            entries = grant.entry_ids.filtered(
                lambda e: (e.reversed_entry_id or e).date > ago(PACK_DAYS)
            )
            days = self._sum_days(entries, USE_KINDS)
            days = {day: units for day, (units, _minutes) in days.items() if units}
            if days:
                used = sum(days.values())
                is_used_up = not grant.remaining and used == to_units(grant.quantity)
                packs.append(Pack(min(days), max(days), is_used_up))
        return sorted(packs)

    def test_figures_are_the_sum_of_the_entries(self):
        told = 0
        for seed in SEEDS:
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                contracts = self._play(seed)
                used = self.Signal._read_used(contracts, TODAY)
                packs = self.Signal._read_packs(contracts, TODAY)
                credit = self.Signal._read_open_credit(contracts)
                for contract in contracts:
                    self._check_used(contract, used[contract.id])
                    self.assertEqual(
                        sorted(packs[contract.id]), self._list_packs(contract)
                    )
                    grants = contract.grant_ids.filtered("remaining")
                    price = sum(
                        round(g.amount * g.remaining / g.quantity, 2) for g in grants
                    )
                    self.assertAlmostEqual(credit[contract.id][2], price, delta=0.02)
                    told += used[contract.id]["now"] > 0
                savepoint.rollback()
                self._tasks.clear()
                self.env.invalidate_all()
        self.assertGreater(told, len(SEEDS))

    def test_work_of_former_clients_is_the_sum_of_their_lines(self):
        random = Random(5)
        self._contract(is_default=False, state="closed")
        lines = [self._work_randomly(random, self.client).sudo() for _line in range(40)]
        lines[0].unlink()
        lines[1].prepaid_left_reason = "Ours"
        minutes = sum(
            round(line.unit_amount * 60) for line in lines[2:] if line.date > ago(30)
        )
        [(client, found, last)] = self.Signal._read_former(self.company, TODAY)
        self.assertEqual((client, found), (self.client.id, minutes))
        self.assertEqual(
            last, max(line.date for line in lines[2:] if line.date > ago(30))
        )
