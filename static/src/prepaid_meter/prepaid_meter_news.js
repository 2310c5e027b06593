import { _t } from "@web/core/l10n/translation";
import { formatElapsed } from "./elapsed";

const SHOWN_MS = 8000;

/** What the person is told of the lines that were logged, and of what waits. */
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

    /** Say what waits since another one runs, with a way to log it. */
    tellInterrupted(brief) {
        const { work, seconds } = brief;
        const clock = formatElapsed(seconds);
        const log = {
            name: _t("Log it"),
            onClick: () => {
                close();
                return this.meter.stop({}, brief);
            },
        };
        const close = this.add(_t("“%(work)s” is paused at %(clock)s.", { work, clock }), {
            type: "info",
            autocloseDelay: SHOWN_MS,
            buttons: [log],
        });
    }

    /**
     * Say what was logged and drawn, with a way to the line, and back.
     *
     * @param {{explanation: string, timesheet_id: number, meterId: number,
     *     is_waiting: boolean, canUndo: boolean}} result `meterId` is the meter's
     *     whose stop logged it, if one's did
     */
    tellLine(result) {
        const { is_waiting, canUndo = true } = result;
        const undo = {
            name: _t("Undo"),
            onClick: () => {
                close();
                return this.undo(result);
            },
        };
        const see = {
            name: _t("See the line"),
            onClick: () => this.open(result.timesheet_id),
        };
        const close = this.add(result.explanation, {
            title: is_waiting ? _t("The client is asked") : _t("Time logged"),
            type: is_waiting ? "info" : "success",
            autocloseDelay: SHOWN_MS,
            buttons: canUndo ? [undo, see] : [see],
        });
    }

    /** Take back what was just logged; its credit returns, and its meter waits. */
    async undo({ timesheet_id, meterId }) {
        const { meter } = this;
        const { orm } = meter.services;
        const isUndone = meterId
            ? meter.take(await meter.call("undo", [[meterId]]))
            : await meter.tellRefusal(() =>
                  orm.unlink("account.analytic.line", [timesheet_id])
              );
        if (isUndone) {
            const text = meterId
                ? _t("Nothing was logged: the meter is paused, with its time.")
                : _t("Nothing was logged.");
            this.add(text, { type: "info" });
            meter.refresh();
        }
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
