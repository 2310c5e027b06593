import { registry } from "@web/core/registry";

const SYSTRAY = ".o_prepaid_meter_systray";
const PANEL = ".o_prepaid_meter_panel";
const LOGGED = ".o_notification:contains(Time logged)";

const tours = registry.category("web_tour.tours");

/** Alt+Shift+T does what there is to do. */
tours.add("prepaid_meter_hotkey", {
    steps: () => [
        { trigger: ".o_prepaid_meter_start_here" },
        { trigger: "body", run: "press Alt+Shift+T" },
        { trigger: `${SYSTRAY} .fa-play-circle` },
        { trigger: "body", run: "press Alt+Shift+T" },
        { trigger: `${SYSTRAY} .fa-pause-circle` },
        { trigger: "body", run: "press Alt+Shift+T" },
        { trigger: `${SYSTRAY} .fa-play-circle` },
    ],
});

/** Press a key, where the keyboard's focus is; it goes on to the trigger. */
function press(key, trigger) {
    return [
        { trigger: "body", run: `press ${key}` },
        { content: `${key} leads to ${trigger}`, trigger: `${trigger}:focus` },
    ];
}

/** The panel is used by keyboard alone, and gives the focus back. */
tours.add("prepaid_meter_keys", {
    steps: () => [
        {
            trigger: `${SYSTRAY} button:has(.fa-play-circle)`,
            run: ({ anchor }) => anchor.focus(),
        },
        ...press("Enter", `${PANEL} input[name=prepaid_meter_note]`),
        ...press("Tab", `${PANEL} select[name=prepaid_meter_usage_type]`),
        ...press("Tab", `${PANEL} select[name=prepaid_meter_charge]`),
        ...press("Tab", `${PANEL} .o_prepaid_meter_stop`),
        ...press("Tab", `${PANEL} .o_prepaid_meter_pause`),
        ...press("Enter", `${PANEL} .o_prepaid_meter_resume`),
        ...press("Tab", `${PANEL} .o_prepaid_meter_discard`),
        ...press("Tab", `${PANEL} input[name=prepaid_quick_log]`),
        ...press("Tab", `${PANEL} .o_prepaid_meter_open`),
        ...press("Shift+Tab", `${PANEL} input[name=prepaid_quick_log]`),
        ...press("Escape", `body:not(:has(${PANEL})) ${SYSTRAY} button`),
        ...press("Enter", `${PANEL} input[name=prepaid_meter_note]`),
        { trigger: "body", run: "press Enter" },
        { trigger: `${LOGGED}:contains(25 min)` },
        ...press("Enter", `.o_prepaid_meter_start .o_prepaid_meter_ticket:contains(Printer on fire)`),
        { trigger: "body", run: "press Enter" },
        { trigger: `${SYSTRAY} .fa-play-circle` },
    ],
});
