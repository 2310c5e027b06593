import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { Reactive } from "@web/core/utils/reactive";
import { markRaw } from "@odoo/owl";

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

/** The classes of the clients' messages on the tickets that were opened. */
export class PrepaidMessages extends Reactive {
    /** {message id: {exchange, explanation}, or false if nobody classified it} */
    classes = {};

    constructor(services) {
        super();
        this.services = markRaw(services);
    }

    /** Read the classes of a ticket, if some of these messages may be a client's. */
    async load(taskId, messages) {
        const { orm, prepaid_meter } = this.services;
        if (!prepaid_meter.isEnabled || !messages.some(isFromOutside)) {
            return;
        }
        Object.assign(
            this.classes,
            await orm.silent.call("project.task", "get_classified_messages", [[taskId]])
        );
    }

    async classify(message, exchange) {
        const { notification, orm, prepaid_meter } = this.services;
        const result = await orm.call("project.task", "classify_message", [
            [message.thread.id],
            message.id,
            exchange,
        ]);
        const { explanation } = result;
        this.classes[message.id] = { exchange, explanation };
        notification.add(explanation, {
            title: EXCHANGES[exchange].name(),
            type: "success",
        });
        prepaid_meter.bus.trigger("LOGGED");
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
