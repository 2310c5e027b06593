from odoo.http import Controller, request, route


class PrepaidCancel(Controller):
    """Where anybody ends what renews or is charged by itself, without an account.

    Until the link of the mail is opened, pages know only what was typed: they say the
    same whether there is such a contract or not, and do the same work.
    """

    @route(
        "/prepaid/cancel",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=True,
    )
    def prepaid_cancel(self, **typed):
        user = request.env.user
        email = "" if user._is_public() else user.email
        return self._render_form({"email": email} | typed)

    @route(
        "/prepaid/cancel/check",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_cancel_check(self, **typed):
        """Show back what was typed, with the button that cancels."""
        vals, fault = self._read(typed)
        if fault or "change" in typed:
            return self._render_form(typed, fault)
        return self._render("check", typed=typed, texts=self._get_texts(vals))

    @route(
        "/prepaid/cancel/send",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_cancel_send(self, **typed):
        """Keep what is declared. The mail goes later, in the same time for all."""
        vals, fault = self._read(typed)
        if fault:
            return self._render_form(typed, fault)
        http = request.httprequest
        cancellation = self._get_model()._request(
            vals,
            request.website.company_id,
            http.remote_addr,
            f"{http.host}{http.path}",
        )
        if cancellation is None:
            fault = request.env._(
                "Too many requests come from your network. Please try again in an "
                "hour, or write to us."
            )
            return self._render_form(typed, fault)
        return self._render("sent", texts=self._get_texts(vals), date=cancellation.date)

    @route(
        "/prepaid/cancel/link",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_cancel_link(self, token="", **_kw):
        """Show what the link confirms, or what became of it. Opening it does nothing.

        Programs that look into mails open links, too.
        """
        return self._render("link", token=token, cancellation=self._find(token))

    @route(
        "/prepaid/cancel/confirm",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_cancel_confirm(self, token="", **_kw):
        if cancellation := self._find(token):
            cancellation._confirm()
        return request.redirect_query("/prepaid/cancel/link", {"token": token})

    # === VALUES === #

    def _get_model(self):
        return request.env["prepaid.cancellation"].sudo()

    def _read(self, typed):
        return self._get_model()._read_typed(typed, request.website.company_id)

    def _get_texts(self, vals):
        return self._get_model().new(vals)._get_typed_texts()

    def _find(self, token):
        """Return what the link is of, in sudo and in the language of its reader."""
        return self._get_model()._get_by_token(token)

    def _render_form(self, typed, fault=False):
        return self._render("form", typed=typed, fault=fault)

    def _render(self, step, **values):
        model = self._get_model()
        choices = {
            name: model._fields[name]._description_selection(request.env)
            for name in ("matter", "kind")
        }
        today = request.website.company_id.sudo()._get_prepaid_today()
        return request.render(
            f"sale_timesheet_prepaid.prepaid_cancel_{step}",
            {"typed": {}, "fault": False, "choices": choices, "today": today} | values,
        )
