import { _t } from "@web/core/l10n/translation";

const SHOWN_MS = 8000;

/** What the person is told of the lines that were logged. */
export class PrepaidMeterNews {
    /** @param {PrepaidMeter} meter */
    constructor(meter) {
        this.meter = meter;
    }

    tell(result) {
        if (result.is_repeated) {
            this.add(_t("This meter was stopped before. Nothing was logged twice."), {
                type: "warning",
            });
        } else {
            this.tellLine(result);
        }
    }

    add(text, options) {
        return this.meter.services.notification.add(text, options);
    }

    /** Say what was logged and drawn, with a way to the line, and back. */
    tellLine({ explanation, timesheet_id, canUndo, is_waiting }) {
        const undo = {
            name: _t("Undo"),
            onClick: () => {
                close();
                return this.undo(timesheet_id);
            },
        };
        const see = { name: _t("See the line"), onClick: () => this.open(timesheet_id) };
        const close = this.add(explanation, {
            title: is_waiting ? _t("The client is asked") : _t("Time logged"),
            type: is_waiting ? "info" : "success",
            autocloseDelay: SHOWN_MS,
            buttons: canUndo ? [undo, see] : [see],
        });
    }

    /** Take back what was just logged; its credit returns. */
    async undo(lineId) {
        await this.meter.services.orm.unlink("account.analytic.line", [lineId]);
        this.add(_t("Nothing was logged."), { type: "info" });
        this.meter.refresh();
    }

    open(lineId) {
        return this.meter.services.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.analytic.line",
            res_id: lineId,
            views: [[false, "form"]],
            context: { form_view_ref: "hr_timesheet.timesheet_view_form_user" },
        });
    }
}
