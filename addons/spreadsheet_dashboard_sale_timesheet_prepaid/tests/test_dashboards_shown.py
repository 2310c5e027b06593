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
    const root = odoo.__WOWL_DEBUG__.root;
    const find = (component) => {
        if (component.state?.activeDashboard?.model) { return component; }
        for (const child of Object.values(component.__owl__.children)) {
            const found = find(child.component);
            if (found) { return found; }
        }
    };
    const page = await wait(() => find(root));
    const model = page.state.activeDashboard.model;
    const getters = model.getters;
    await wait(() => {
        model.dispatch("EVALUATE_CELLS");
        return getters.getSheetIds().every((id) =>
            Object.values(getters.getEvaluatedCells(id)).every(
                (cell) => !String(cell.value).startsWith("#LOADING")
                    && cell.message?.toString() !== "Loading...")
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
                    f"/odoo/dashboards?dashboard_id={dashboard.id}",
                    SHOWN,
                    ready="odoo.isReady",
                    login="admin",
                    timeout=90,
                )
