from .common import PrepaidCommon


class ClientsCommon(PrepaidCommon):
    """Two clients, A and B, with 600 minutes each, and their projects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_client = cls._client("Deco")
        cls.mine = cls._contract(600)
        cls.theirs = cls._contract(600, client=cls.other_client)
        cls.other_project = cls._project("Deco", cls.other_client)

    @classmethod
    def _client(cls, name, **over):
        vals = {"name": name, "is_company": True}
        return cls.env["res.partner"].create(vals | over)

    def assertBalances(self, *quantities):
        contracts = self.mine | self.theirs
        self.assertEqual(tuple(contracts.mapped("balance")), quantities)
