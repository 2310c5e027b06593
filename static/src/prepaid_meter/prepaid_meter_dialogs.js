import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";

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

    /** Another one runs: log it first, unless it is a slip. */
    toSwitch(ticket) {
        const { meter } = this;
        if (meter.isShort) {
            this.ifShort(() => meter.start(ticket, true), () => meter.start(ticket));
            return;
        }
        const [first, second] = [shorten(meter.work), shorten(ticket.name)];
        this.add({
            title: _t("Your meter runs on another ticket"),
            body: _t(
                "%(clock)s are metered on “%(first)s”. Log them and start on “%(second)s”?",
                { clock: meter.clock, first, second }
            ),
            confirmLabel: _t("Stop and log “%s”, then start", first),
            confirm: () => meter.start(ticket, true),
            cancelLabel: _t("Keep “%s”", first),
        });
    }

    /** Less than a minute is most often a slip. */
    ifShort(log, afterwards = () => {}) {
        const { meter } = this;
        const { id } = meter.meter;
        this.add({
            title: _t("Less than a minute"),
            body: _t("%(clock)s on “%(work)s”: discard it, or log it all the same?", {
                clock: meter.clock,
                work: shorten(meter.work),
            }),
            confirmLabel: _t("Discard"),
            confirm: async () => {
                meter.take(await meter.call("discard", [[id]]));
                await afterwards();
            },
            cancelLabel: _t("Log it"),
            cancel: log,
        });
    }

    toDiscard() {
        // While the person thinks, another device may have started another meter.
        const { meter } = this;
        const { id } = meter.meter;
        this.add({
            title: _t("Discard this time?"),
            body: _t("%(clock)s on “%(work)s” will not be logged.", {
                clock: meter.clock,
                work: meter.work,
            }),
            confirmLabel: _t("Discard"),
            confirmClass: "btn-danger",
            confirm: async () => meter.take(await meter.call("discard", [[id]])),
            cancelLabel: _t("Keep"),
        });
    }
}

/** Keep names short enough for a button. */
function shorten(name) {
    return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
