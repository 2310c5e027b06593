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

/** Every form and list saves here: what was typed stays until the person chose. */
patch(ORM.prototype, {
    async webSave(model, ids, data, kwargs = {}) {
        try {
            return await super.webSave(model, ids, data, kwargs);
        } catch (error) {
            const beyond = getShort(error) && (await askPerson(error));
            if (!beyond) {
                throw error;
            }
            const context = { ...kwargs.context, prepaid_beyond: beyond };
            return super.webSave(model, ids, data, { ...kwargs, context });
        }
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
    dependencies: ["dialog"],
    start(env, { dialog }) {
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
