import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { formatElapsed } from "./elapsed";

/** What the person is asked before the meter does it. */
export class PrepaidMeterDialogs {
    /** @param {PrepaidMeter} meter */
    constructor(meter) {
        this.meter = meter;
    }

    add(props) {
        const dismiss = () => {};
        const { dialog } = this.meter.services;
        dialog.add(ConfirmationDialog, { dismiss, cancel: dismiss, ...props });
    }

    /** Less than a minute is most often a slip. */
    ifShort({ id, work, seconds }, log) {
        this.add({
            title: _t("Less than a minute"),
            body: _t("%(clock)s on “%(work)s”: discard it, or log it all the same?", {
                clock: formatElapsed(seconds),
                work,
            }),
            confirmLabel: _t("Discard"),
            confirm: () => this.discard(id),
            cancelLabel: _t("Log it"),
            cancel: log,
        });
    }

    toDiscard({ id, work, seconds }) {
        this.add({
            title: _t("Discard this time?"),
            body: _t("%(clock)s on “%(work)s” will not be logged.", {
                clock: formatElapsed(seconds),
                work,
            }),
            confirmLabel: _t("Discard"),
            confirmClass: "btn-danger",
            confirm: () => this.discard(id),
            cancelLabel: _t("Keep"),
        });
    }

    async discard(id) {
        this.meter.take(await this.meter.call("discard", [[id]]));
    }
}
