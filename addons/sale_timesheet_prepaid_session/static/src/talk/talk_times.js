import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Times in the zone of the visitor's browser, and a choice that shows at once. */
export class PrepaidTalkTimes extends Interaction {
    static selector = ".o_prepaid_talk_filter";
    dynamicContent = {
        select: { "t-on-change": () => this.el.requestSubmit() },
    };

    start() {
        const shown = this.el.dataset.tz;
        const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
        if (!shown || !own) {
            return;
        }
        if (cookie.get("tz") !== own) {
            cookie.set("tz", own);
        }
        const zones = this.el.elements.tz;
        if (shown !== own && [...zones.options].some(({ value }) => value === own)) {
            zones.value = own;
            this.el.requestSubmit();
        }
    }
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid_session.talk_times", PrepaidTalkTimes);
