import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = ".o_prepaid_cancel";

const press = (trigger) => ({ trigger, run: "click", expectUnloadPage: true });

/** From the foot of any page: what is typed is cancelled by the second click. */
tours.add("prepaid_public_cancels", {
    steps: () => [
        press("footer a.o_prepaid_cancel_link"),
        { trigger: `${PAGE} input[name=reference]`, run: "edit PH-CANCEL" },
        { trigger: `${PAGE} input[name=email]`, run: "edit azure@example.com" },
        press(`${PAGE} button:contains(Cancel now)`),
        { trigger: `${PAGE} .alert-info:contains(We received this on)` },
        { trigger: `${PAGE} dd:contains(PH-CANCEL)` },
    ],
});

/** Who wants reads it all once more, and goes back to change it. */
tours.add("prepaid_public_checks_first", {
    steps: () => [
        { trigger: `${PAGE} input[name=reference]`, run: "edit PH-CANCEL" },
        { trigger: `${PAGE} input[name=email]`, run: "edit azure@example.com" },
        press(`${PAGE} button:contains(Check what I typed)`),
        { trigger: `${PAGE} dd:contains(As soon as possible)` },
        press(`${PAGE} button:contains(Change)`),
        { trigger: `${PAGE} input[name=reference]:value(PH-CANCEL)` },
        { trigger: `${PAGE} label:contains(Automatic top-ups)`, run: "click" },
        press(`${PAGE} button:contains(Check what I typed)`),
        { trigger: `${PAGE} dd:contains(Automatic top-ups)` },
        press(`${PAGE} button:contains(Cancel now)`),
        { trigger: `${PAGE} .alert-info:contains(We received this on)` },
    ],
});

/** The third click confirms, from the mail. */
tours.add("prepaid_public_confirms", {
    steps: () => [
        press(`${PAGE} button:contains(Confirm)`),
        { trigger: `${PAGE} .alert-success:contains(ends on):contains(Credit left)` },
    ],
});
