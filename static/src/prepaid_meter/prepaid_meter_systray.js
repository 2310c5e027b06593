import { Component, useEffect, useState } from "@odoo/owl";
import { useCommand } from "@web/core/commands/command_hook";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { usePanelKeys } from "./panel_keys";
import { PrepaidMeterPanel } from "./prepaid_meter_panel";
import { PrepaidMeterStart } from "./prepaid_meter_start";

const systrayRegistry = registry.category("systray");

// One key: it starts, pauses and resumes, whichever there is to do.
const HOTKEY = "alt+shift+t";

/** The meter in the systray: quiet when nothing runs, a clock and the credit if so. */
export class PrepaidMeterSystray extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMeterSystray";
    static components = { Dropdown, PrepaidMeterPanel, PrepaidMeterStart };
    static props = {};

    setup() {
        this.meter = useState(useService("prepaid_meter"));
        this.dropdown = useDropdownState();
        this.keys = usePanelKeys();
        useBus(this.meter.bus, "OPEN", () => this.dropdown.open());
        // The menu makes room for a meter that comes and goes.
        useEffect(
            () => systrayRegistry.trigger("UPDATE"),
            () => [this.meter.meter && this.meter.work]
        );
        this.useCommands();
    }

    get stateIcon() {
        return this.meter.isRunning ? "fa-play-circle" : "fa-pause-circle";
    }

    get credit() {
        const { left, text } = this.meter.meter.credit;
        return left >= 0 ? _t("%s left", text) : text;
    }

    /** Which meters wait beside the one that is shown. */
    get others() {
        const works = this.meter.paused.map(({ work }) => work).join(", ");
        return _t("Paused meters: %s", works);
    }

    get title() {
        const { meter } = this;
        if (!meter.meter) {
            return _t("Start a meter or log time");
        }
        return meter.isRunning
            ? _t("Your meter runs on “%s”", meter.work)
            : _t("Your meter on “%s” is paused", meter.work);
    }

    useCommands() {
        const { meter } = this;
        const isIdleHere = () =>
            meter.isEnabled && Boolean(meter.ticket) && !meter.isOn(meter.ticket);
        const add = (name, action, isAvailable, options = {}) =>
            useCommand(name, action, {
                category: "app",
                global: true,
                isAvailable,
                ...options,
            });
        const keyed = {
            hotkey: HOTKEY,
            hotkeyOptions: { bypassEditableProtection: true },
        };
        add(
            _t("Start meter on this ticket"),
            () => meter.start(meter.ticket),
            () => isIdleHere() && Boolean(meter.meter)
        );
        add(
            _t("Start meter on this ticket"),
            () => meter.start(meter.ticket),
            () => isIdleHere() && !meter.meter,
            keyed
        );
        add(_t("Pause meter"), () => meter.pause(), () => meter.isRunning, keyed);
        add(
            _t("Resume meter"),
            () => meter.resume(),
            () => Boolean(meter.meter) && !meter.isRunning,
            keyed
        );
        add(
            _t("Stop meter and log…"),
            () => this.dropdown.open(),
            () => Boolean(meter.meter)
        );
        add(_t("Discard meter"), () => meter.discard(), () => Boolean(meter.meter));
        add(_t("Log time…"), () => this.dropdown.open(), () => meter.isEnabled);
    }
}

systrayRegistry.add(
    "sale_timesheet_prepaid.prepaid_meter",
    { Component: PrepaidMeterSystray },
    { sequence: 30 }
);
