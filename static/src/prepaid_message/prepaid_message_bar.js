import { Component, useState } from "@odoo/owl";
import { Message } from "@mail/core/common/message";
import { Thread } from "@mail/core/common/thread_model";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { patch } from "@web/core/utils/patch";
import { EXCHANGES, TICKET_MODELS } from "./prepaid_message_service";

/** Under a client's message: what it costs, in one click; then a chip that says it. */
export class PrepaidMessageBar extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMessageBar";
    static components = { Dropdown, DropdownItem };
    static props = { message: Object };

    setup() {
        const messages = this.env.services.prepaid_message;
        this.messages = useState(messages || { classes: {} });
        this.exchanges = Object.entries(EXCHANGES);
    }

    get isShown() {
        return this.props.message.id in this.messages.classes;
    }

    get given() {
        return this.messages.classes[this.props.message.id];
    }

    get chip() {
        return EXCHANGES[this.given.exchange];
    }

    label(exchange) {
        return exchange.label();
    }

    classify(key) {
        return this.messages.classify(this.props.message, key);
    }
}

Object.assign(Message.components, { PrepaidMessageBar });

patch(Thread.prototype, {
    async fetchMessages() {
        const messages = await super.fetchMessages(...arguments);
        if (TICKET_MODELS.has(this.model) && messages) {
            this.store.env.services.prepaid_message?.load(this, messages);
        }
        return messages;
    },
});
