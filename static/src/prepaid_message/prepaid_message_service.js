import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { Reactive } from "@web/core/utils/reactive";
import { markRaw } from "@odoo/owl";
import { callBeyond } from "../prepaid_beyond/prepaid_beyond_dialog";

const SHOWN_MS = 8000;

/** What a client's message can be: the class, what it costs, and how it looks. */
export const EXCHANGES = {
    coordination: {
        name: () => _t("Coordination"),
        label: () => _t("Coordination – free of charge"),
        icon: "fa-calendar-check-o",
    },
    support: {
        name: () => _t("Support"),
        label: () => _t("Support – included in the plan"),
        icon: "fa-life-ring",
    },
    expertise: {
        name: () => _t("Expertise"),
        label: () => _t("Expertise – uses credit"),
        icon: "fa-star-o",
    },
};

/** The models of tickets: who adds a kind of ticket adds its name. */
export const TICKET_MODELS = new Set(["project.task"]);

/** The classes of the clients' messages on the tickets that were opened. */
export class PrepaidMessages extends Reactive {
    /** {message id: {exchange, explanation}, or false if nobody classified it} */
    classes = {};

    constructor(services) {
        super();
        this.services = markRaw(services);
    }

    /** Read the classes of a ticket, if some of these messages may be a client's. */
    async load({ model, id }, messages) {
        const { orm, prepaid_meter } = this.services;
        if (!prepaid_meter.isEnabled || !messages.some(isFromOutside)) {
            return;
        }
        Object.assign(
            this.classes,
            await orm.silent.call(model, "get_classified_messages", [[id]])
        );
    }

    async classify(message, exchange) {
        const { orm, prepaid_meter } = this.services;
        const args = [[message.thread.id], message.id, exchange];
        const result = await prepaid_meter.tellRefusal(() =>
            callBeyond((beyond) =>
                orm.call(message.thread.model, "classify_message", args, { beyond })
            )
        );
        if (result) {
            const before = this.classes[message.id];
            const { explanation } = result;
            this.classes[message.id] = { exchange, explanation };
            this.tell(result, message, before);
            prepaid_meter.bus.trigger("LOGGED");
        }
    }

    /** Say what the message costs, with a way back; what the client was asked stays. */
    tell({ explanation, is_waiting, timesheet_id }, message, before) {
        const { exchange } = this.classes[message.id];
        const undo = {
            name: _t("Undo"),
            onClick: () => {
                close();
                return this.undo(message, before, timesheet_id);
            },
        };
        const close = this.services.notification.add(explanation, {
            title: is_waiting ? _t("The client is asked") : EXCHANGES[exchange].name(),
            type: is_waiting ? "info" : "success",
            autocloseDelay: SHOWN_MS,
            buttons: is_waiting ? [] : [undo],
        });
    }

    /** Make the message what it was before; unclassified, its line goes. */
    async undo(message, before, lineId) {
        const { notification, orm, prepaid_meter } = this.services;
        if (before) {
            return this.classify(message, before.exchange);
        }
        const isUndone = await prepaid_meter.tellRefusal(() =>
            orm.unlink("account.analytic.line", [lineId])
        );
        if (isUndone) {
            this.classes[message.id] = false;
            notification.add(_t("Nothing was logged."), { type: "info" });
            prepaid_meter.bus.trigger("LOGGED");
        }
    }
}

function isFromOutside({ author_id, message_type }) {
    const isInternal = author_id?.main_user_id?.share === false;
    return ["comment", "email"].includes(message_type) && !isInternal;
}

export const prepaidMessageService = {
    dependencies: ["notification", "orm", "prepaid_meter"],
    start: (env, services) => new PrepaidMessages(services),
};

registry.category("services").add("prepaid_message", prepaidMessageService);
