import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { useInputField } from "@web/views/fields/input_field_hook";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { InvalidNumberError, parseMonetary } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatMinutes, parseHours, parseMinutes } from "./minutes";

const MINUTES_PER_HOUR = 60;

/** A quantity of the ledger in the record's own unit: "3 h 36" or "120.00 €". */
export class PrepaidQuantityField extends Component {
    static template = "sale_timesheet_prepaid.PrepaidQuantityField";
    static props = {
        ...standardFieldProps,
        unitField: { type: String, optional: true },
        currencyField: { type: String, optional: true },
        isMinutes: { type: Boolean, optional: true },
    };

    setup() {
        this.typed = useState({ text: "" });
        useInputField({
            getValue: () => this.formattedValue,
            parse: (text) => this.parse(text),
            refName: "numpadDecimal",
        });
        useNumpadDecimal();
    }

    get isMoney() {
        const { record, unitField } = this.props;
        return Boolean(unitField) && record.data[unitField] === "money";
    }

    get hint() {
        return this.isMoney ? "" : _t("For example 10 h, 1 h 30, 1:30 or 90 min");
    }

    /** Return what is understood of what is being typed, and what an hour of it costs. */
    get understood() {
        if (this.isMoney || !this.typed.text.trim()) {
            return "";
        }
        try {
            return this.describe(this.parse(this.typed.text));
        } catch (error) {
            if (error instanceof InvalidNumberError) {
                return this.hint;
            }
            throw error;
        }
    }

    describe(minutes) {
        const { name, record } = this.props;
        const price = name === "prepaid_quantity" && record.data.list_price;
        if (!price || minutes <= 0) {
            return formatMinutes(minutes);
        }
        const hour = formatMonetary((price * MINUTES_PER_HOUR) / minutes, {
            data: record.data,
            currencyField: "currency_id",
        });
        return _t("%(credit)s, %(price)s an hour", {
            credit: formatMinutes(minutes),
            price: hour,
        });
    }

    parse(text) {
        if (this.isMoney) {
            return parseMoney(text);
        }
        return this.props.isMinutes ? parseMinutes(text) : parseHours(text);
    }

    get formattedValue() {
        const { currencyField, name, record } = this.props;
        return this.isMoney
            ? formatMonetary(record.data[name], { data: record.data, currencyField })
            : formatMinutes(record.data[name]);
    }
}

/** Read money like Odoo does, but refuse what has no figure in it. */
function parseMoney(text) {
    if (text.trim() && !/\d/.test(text)) {
        throw new InvalidNumberError(`"${text}" is not a correct amount`);
    }
    return parseMonetary(text);
}

export const prepaidQuantityField = {
    component: PrepaidQuantityField,
    displayName: _t("Prepaid Quantity"),
    supportedOptions: [
        {
            label: _t("Unit"),
            name: "unit_field",
            type: "field",
            availableTypes: ["selection", "char"],
        },
        {
            label: _t("Currency"),
            name: "currency_field",
            type: "field",
            availableTypes: ["many2one"],
        },
    ],
    supportedTypes: ["float", "integer"],
    isEmpty: () => false,
    extractProps: ({ options }) => ({
        unitField: options.unit_field || "unit",
        currencyField: options.currency_field || "currency_id",
    }),
};

/** Always minutes, whatever the unit of the contract: worked, metered, drawn. */
export const prepaidMinutesField = {
    ...prepaidQuantityField,
    displayName: _t("Minutes"),
    supportedOptions: [],
    extractProps: () => ({ isMinutes: true }),
};

registry
    .category("fields")
    .add("prepaid_quantity", prepaidQuantityField)
    .add("prepaid_minutes", prepaidMinutesField);

// Sums of lists, pivots and graphs. Units mix in a sum of quantities: show none.
registry
    .category("formatters")
    .add("prepaid_quantity", () => "")
    .add("prepaid_minutes", (minutes) => formatMinutes(minutes || 0));
