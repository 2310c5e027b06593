from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from .actor import PrepaidActorPortal
from .replica import is_current

ENTRIES_PER_PAGE = 30
ENTRY_ORDERS = {"newest": "date desc, id desc", "oldest": "date, id"}


class PrepaidPortal(PrepaidActorPortal):
    """The client's pages of prepaid contracts.

    Every page answers the same to what is missing and to what is forbidden.
    """

    # === ACCESS === #

    def _get_prepaid_contract(self, contract_id, access_token=None):
        """Return the contract in sudo if this visitor may see all of it, else None.

        A valid token, or the right to read both the contract and its entries: people
        of the company who read balances only have no business on the client's page.
        """
        contract = request.env["prepaid.contract"].browse(contract_id)
        contract_sudo = contract.sudo().exists()
        if not contract_sudo:
            return None
        if self._has_prepaid_link(contract_sudo, access_token):
            return contract_sudo
        may_read = request.env["prepaid.entry"].has_access("read")
        return contract_sudo if may_read and contract.has_access("read") else None

    def _get_own_contract(self, contract_id):
        """Return the contract in sudo if this user acts for its customer, else None."""
        contract_sudo = self._get_prepaid_contract(contract_id)
        is_own = contract_sudo and contract_sudo._is_client(request.env.user)
        return contract_sudo if is_own else None

    def _get_paying_contract(self, contract_id):
        """Return the contract in sudo if this user acts for its payer, else None."""
        contract_sudo = request.env["prepaid.contract"].sudo().browse(contract_id)
        contract_sudo = contract_sudo.exists()
        is_payer = contract_sudo and contract_sudo._is_payer(request.env.user)
        if not is_payer:
            return None
        is_hidden = contract_sudo.state == "draft" and contract_sudo._has_other_payer()
        return None if is_hidden else contract_sudo

    def _get_visible_contract(self, contract_id, access_token=None):
        """Return the contract in sudo if this visitor may see its figures, else None.

        Who is billed sees figures and documents of what it pays for.
        """
        return self._get_prepaid_contract(
            contract_id, access_token
        ) or self._get_paying_contract(contract_id)

    def _refuse_prepaid(self):
        return request.redirect("/my")

    def _get_my_contracts_domain(self):
        customer = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "=", customer.id)

    # === HOME AND LIST === #

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "prepaid_count" in counters:
            Contract = request.env["prepaid.contract"]
            values["prepaid_count"] = (
                Contract.search_count(self._get_my_contracts_domain())
                if Contract.has_access("read")
                else 0
            )
        return values

    @route(
        ["/my/prepaid", "/my/prepaid/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=is_current,
    )
    def portal_my_prepaid(self, page=1, **kwargs):
        Contract = request.env["prepaid.contract"]
        domain = self._get_my_contracts_domain()
        if not Contract.has_access("read"):
            return self._refuse_prepaid()
        pages = pager("/my/prepaid", Contract.search_count(domain), page, 20)
        contracts = Contract.search(
            domain, order="state, name", limit=20, offset=pages["offset"]
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "prepaid",
            "contracts": contracts.sudo(),
            "pager": pages,
        }
        return request.render("sale_timesheet_prepaid.portal_my_prepaid", values)

    @route("/my/prepaid/session", type="http", auth="public", readonly=True)
    def portal_prepaid_session(self, **kwargs):
        """Tell a form whether its visitor is still signed in, and how to send it."""
        user = request.env.user
        return request.make_json_response(
            {
                "user_id": not user._is_public() and user.id,
                "csrf_token": request.csrf_token(),
            }
        )

    # === ONE CONTRACT === #

    @route(
        [
            "/my/prepaid/<int:contract_id>",
            "/my/prepaid/<int:contract_id>/page/<int:page>",
        ],
        type="http",
        auth="public",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid(self, contract_id, page=1, access_token=None, **kwargs):
        contract_sudo = self._get_visible_contract(contract_id, access_token)
        if not contract_sudo:
            return self._refuse_prepaid()
        values = self._prepare_prepaid_values(contract_sudo, access_token)
        values |= self._prepare_credit_values(contract_sudo)
        values |= self._prepare_entry_values(
            contract_sudo, page, values["access_token"], kwargs
        )
        return request.render("sale_timesheet_prepaid.portal_prepaid", values)

    @route(
        "/my/prepaid/<int:contract_id>/balance",
        type="jsonrpc",
        auth="user",
        website=True,
        readonly=is_current,
    )
    def portal_prepaid_balance(self, contract_id, **kwargs):
        """Return the live balance for the page, or False if there is none to see."""
        contract = request.env["prepaid.contract"]
        if contract.has_access("read"):
            contract = contract.search_fetch(
                [("id", "=", contract_id)],
                [
                    *("balance", "held", "debt", "low_threshold", "plan_id"),
                    *("scoped", "has_scope"),
                ],
            )
        contract_sudo = contract.sudo() or self._get_paying_contract(contract_id)
        return bool(contract_sudo) and contract_sudo._get_live_balance()

    def _prepare_prepaid_values(self, contract_sudo, access_token):
        """Return what every page of one contract shows. Only a valid token lives on."""
        if access_token != contract_sudo.access_token:
            access_token = None
        values = {
            "access_token": access_token,
            "page_name": "prepaid",
            "contract": contract_sudo,
            "is_own": bool(self._get_own_contract(contract_sudo.id)),
            "is_payer": bool(self._get_paying_contract(contract_sudo.id)),
            "hides_work": contract_sudo._hides_work(request.env.user),
            "query": f"?access_token={access_token}" if access_token else "",
        }
        return self._get_page_view_values(
            contract_sudo, access_token, values, "my_prepaid_history", False
        )

    def _prepare_entry_values(self, contract_sudo, page, access_token, options):
        """Return the page of entries that was asked for, and its search bar."""
        chosen = self._read_entry_options(options) | {"access_token": access_token}
        domain = self._get_entry_domain(contract_sudo, chosen)
        Entry_sudo = request.env["prepaid.entry"].sudo()
        url = f"/my/prepaid/{contract_sudo.id}"
        pages = pager(
            url,
            Entry_sudo._count_pieces(domain),
            page,
            ENTRIES_PER_PAGE,
            url_args={key: value for key, value in chosen.items() if value},
        )
        entries_sudo = Entry_sudo._search_pieces(
            domain,
            order=ENTRY_ORDERS[chosen["sortby"]],
            limit=ENTRIES_PER_PAGE,
            offset=max(pages["offset"], 0),
        )
        return chosen | {
            "lines": entries_sudo._get_client_lines(),
            "questionable": set(entries_sudo._get_questionable().ids),
            "pager": pages,
            "default_url": url,
            "searchbar_sortings": self._get_entry_sortings(),
            "searchbar_filters": self._get_entry_filters(),
            "searchbar_inputs": self._get_entry_inputs(),
        }

    def _read_entry_options(self, options):
        """Return the choices of the search bar; what is unknown is the default."""

        def choose(name, known, default):
            return options[name] if options.get(name) in known else default

        return {
            "sortby": choose("sortby", ENTRY_ORDERS, "newest"),
            "filterby": choose("filterby", self._get_entry_filters(), "all"),
            "search_in": choose("search_in", self._get_entry_inputs(), "all"),
            "search": (options.get("search") or "")[:100].strip(),
        }

    def _get_entry_domain(self, contract_sudo, chosen):
        return (
            Domain("contract_id", "=", contract_sudo.id)
            & self._get_entry_filters()[chosen["filterby"]]["domain"]
            & self._get_entry_search(
                contract_sudo, chosen["search"], chosen["search_in"]
            )
        )

    def _prepare_credit_values(self, contract_sudo):
        """Return what the page shows of the credit, and its documents."""
        reader = contract_sudo._get_reader(request.env.user)
        orders = contract_sudo._get_client_orders(reader)
        return {
            "live": contract_sudo._get_live_balance(),
            "grants": contract_sudo._get_client_grants(),
            "burn_down": contract_sudo._get_burn_down(),
            "approvals": contract_sudo.approval_ids.filtered(
                lambda approval: approval.state == "asked"
            ),
            "orders": orders,
            "invoices": contract_sudo._get_client_invoices(orders, reader),
        }

    def _get_entry_sortings(self):
        return {
            "newest": {"label": request.env._("Newest first")},
            "oldest": {"label": request.env._("Oldest first")},
        }

    def _get_entry_filters(self):
        work = Domain("kind", "in", ("draw", "debt"))
        return {
            "all": {
                "label": request.env._("All"),
                "domain": Domain("kind", "!=", "settle"),
            },
            "work": {"label": request.env._("Work"), "domain": work},
            "credit": {
                "label": request.env._("Credit"),
                "domain": Domain("kind", "not in", ("draw", "debt", "settle")),
            },
            "offered": {
                "label": request.env._("Offered or included"),
                "domain": work & Domain("charge", "in", ("goodwill", "included")),
            },
        }

    def _get_entry_inputs(self):
        return {
            "all": {"input": "all", "label": request.env._("Search in all")},
            "text": {"input": "text", "label": request.env._("Search in text")},
            "ticket": {"input": "ticket", "label": request.env._("Search in ticket")},
        }

    def _get_entry_search(self, contract_sudo, search, search_in):
        if not search:
            return Domain.TRUE
        if contract_sudo._hides_work(request.env.user):
            return Domain.FALSE
        # The present text of the work, never an old one, nor that of other clients.
        own = Domain("timesheet_id.prepaid_contract_id", "=", contract_sudo.id)
        text = own & Domain("timesheet_id.name", "ilike", search)
        text |= Domain("timesheet_id", "=", False) & Domain("name", "ilike", search)
        ticket = own & Domain.OR(
            Domain(f"timesheet_id.{name}.name", "ilike", search)
            for name in request.env["account.analytic.line"]._get_ticket_fields()
        )
        return {"text": text, "ticket": ticket}.get(search_in, text | ticket)
