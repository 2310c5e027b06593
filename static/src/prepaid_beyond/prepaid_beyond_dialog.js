import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { odooExceptionTitleMap, WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { ORM } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { PrepaidBeyond } from "./prepaid_beyond";

const SHORT = "odoo.addons.sale_timesheet_prepaid.models.ledger.short.CreditShort";

/** What a refusal tells of work that is short of credit, or null. */
export function getShort(error) {
    const isShort = error instanceof RPCError && error.exceptionName === SHORT;
    return (isShort && error.data.context && error.data.context.prepaid_short) || null;
}

/** A form or list is refused a line for lack of credit: what shall become of it? */
export class PrepaidBeyondDialog extends Component {
    static template = "sale_timesheet_prepaid.PrepaidBeyondDialog";
    static components = { Dialog, PrepaidBeyond };
    static props = { short: Object, message: String, onChosen: Function, close: Function };

    choose(way) {
        this.props.onChosen(way);
        this.props.close();
    }
}

/** Ask the person; "" if they would rather go back to what they typed. */
let askPerson = () => "";

/** Say where the time went that a line does not have. */
let tellMore = () => {};

/**
 * Call the server; where credit is short, ask the person and call it again.
 *
 * @param {(beyond: string) => Promise} call
 */
export async function callBeyond(call) {
    try {
        return await call("");
    } catch (error) {
        const short = getShort(error);
        const beyond = short && (await askPerson(error));
        if (!beyond) {
            throw error;
        }
        const result = await call(beyond);
        if (short.is_more) {
            tellMore(beyond);
        }
        return result;
    }
}

/** Every form and list saves here: what was typed stays until the person chose. */
patch(ORM.prototype, {
    async webSave(model, ids, data, kwargs = {}) {
        return callBeyond((beyond) => {
            const context = { ...kwargs.context, prepaid_beyond: beyond };
            const more = beyond ? { context } : {};
            return super.webSave(model, ids, data, { ...kwargs, ...more });
        });
    },
});

/** Errors whose dialog the person has closed: they are not shown again. */
const seen = new WeakSet();

registry.category("error_handlers").add(
    "prepaid_beyond",
    (env, error, originalError) => {
        if (!originalError || !seen.has(originalError)) {
            return false;
        }
        error.unhandledRejectionEvent.preventDefault();
        return true;
    },
    { sequence: 90 }
);
registry.category("error_dialogs").add(SHORT, WarningDialog);
odooExceptionTitleMap.set(SHORT, _t("Beyond the credit"));

export const prepaidBeyondService = {
    dependencies: ["dialog", "notification"],
    start(env, { dialog, notification }) {
        tellMore = (beyond) =>
            notification.add(
                beyond === "goodwill"
                    ? _t("The line keeps its time. What is beyond the credit is offered, on a line of its own.")
                    : _t("The line keeps its time. What is beyond the credit stands on a line of its own, and the client is asked for what waits."),
                { type: "info" }
            );
        askPerson = (error) =>
            new Promise((resolve) => {
                seen.add(error);
                dialog.add(
                    PrepaidBeyondDialog,
                    {
                        short: getShort(error),
                        message: error.data.message,
                        onChosen: resolve,
                    },
                    { onClose: () => resolve("") }
                );
            });
    },
};

registry.category("services").add("prepaid_beyond", prepaidBeyondService);
