from odoo.tests import HttpCase, tagged

from .test_dashboards import ADDON

# Opens a dashboard, waits for its figures, and finds no error in a cell or card.
SHOWN = """
(async () => {
    const wait = (done) => new Promise((resolve, reject) => {
        const end = Date.now() + 30000;
        const look = () => {
            const found = done();
            if (found) { resolve(found); }
            else if (Date.now() > end) { reject(new Error("Not shown in time")); }
            else { setTimeout(look, 100); }
        };
        look();
    });
    const services = (await wait(() => odoo.__WOWL_DEBUG__?.root)).env.services;
    await services.action.doAction({
        type: "ir.actions.client",
        tag: "action_spreadsheet_dashboard",
        params: { dashboard_id: DASHBOARD },
    });
    const page = await wait(() => {
        const active = services.spreadsheet_dashboard_loader?.getActiveDashboard();
        return active?.model && active.data.id === DASHBOARD && active;
    });
    const getters = page.model.getters;
    await wait(() => {
        page.model.dispatch("EVALUATE_CELLS");
        return getters.getSheetIds().every((id) =>
            Object.values(getters.getEvaluatedCells(id)).every(
                (cell) => !String(cell.value).startsWith("Loading")
            )
        );
    });
    for (const id of getters.getSheetIds()) {
        for (const cell of Object.values(getters.getEvaluatedCells(id))) {
            if (cell.type === "error") {
                throw new Error(`${cell.value} ${cell.message}`);
            }
        }
    }
    if (!document.querySelector(".o-figure")) { throw new Error("No figure"); }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestDashboardsShown(HttpCase):
    """The pages open in a browser, and no cell is an error."""

    def test_each_dashboard_shows_figures(self):
        for name in ("contracts", "earnings"):
            dashboard = self.env.ref(f"{ADDON}.spreadsheet_dashboard_{name}")
            with self.subTest(dashboard=name):
                self.browser_js(
                    "/odoo/dashboards",
                    SHOWN.replace("DASHBOARD", str(dashboard.id)),
                    login="admin",
                    timeout=90,
                )
