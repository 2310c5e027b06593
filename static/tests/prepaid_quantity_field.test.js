import { expect, test } from "@odoo/hoot";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Contract extends models.Model {
    unit = fields.Selection({
        selection: [
            ["time", "Time"],
            ["money", "Money"],
        ],
    });
    currency_id = fields.Many2one({ relation: "res.currency" });
    balance = fields.Float();
    worked_minutes = fields.Integer();

    _records = [
        { id: 1, unit: "time", currency_id: 1, balance: 216, worked_minutes: 90 },
        { id: 2, unit: "money", currency_id: 1, balance: 120.5, worked_minutes: 90 },
    ];
}

defineMailModels();
defineModels([Contract]);

const FORM = `
    <form>
        <field name="unit" invisible="1"/>
        <field name="currency_id" invisible="1"/>
        <field name="balance" widget="prepaid_quantity"/>
        <field name="worked_minutes" widget="prepaid_minutes"/>
    </form>`;
const INPUT = ".o_field_widget[name=balance] input";

test("a time plan shows and takes hours and minutes", async () => {
    onRpc("contract", "web_save", ({ args }) => {
        expect.step(args[1].balance);
    });
    await mountView({ type: "form", resModel: "contract", resId: 1, arch: FORM });
    expect(INPUT).toHaveValue("3 h 36");

    await contains(INPUT).edit("10h30");
    expect(INPUT).toHaveValue("10 h 30");
    await clickSave();
    expect.verifySteps([630]);
});

test("a bare number is hours, and what is understood stands under the field", async () => {
    await mountView({ type: "form", resModel: "contract", resId: 1, arch: FORM });
    await contains(INPUT).fill("10", { confirm: false });
    expect(".o_prepaid_understood").toHaveText("10 h");
    await contains(INPUT).edit("10");
    expect(INPUT).toHaveValue("10 h");
    await contains(".o_field_widget[name=worked_minutes] input").edit("12");
    expect(".o_field_widget[name=worked_minutes] input").toHaveValue("12 min");
});

test("a money plan shows and takes money, and minutes stay minutes", async () => {
    onRpc("contract", "web_save", ({ args }) => {
        expect.step(args[1].balance);
    });
    await mountView({ type: "form", resModel: "contract", resId: 2, arch: FORM });
    expect(INPUT).toHaveValue("$\u00a0120.50");
    expect(".o_field_widget[name=worked_minutes] input").toHaveValue("1 h 30");

    await contains(INPUT).edit("99.90");
    expect(INPUT).toHaveValue("$\u00a099.90");
    await clickSave();
    expect.verifySteps([99.9]);
});

test("what is no quantity is marked invalid and kept out of the record", async () => {
    await mountView({ type: "form", resModel: "contract", resId: 2, arch: FORM });
    await contains(INPUT).edit("a lot");
    expect(".o_field_widget[name=balance]").toHaveClass("o_field_invalid");
});

test("each record of a list shows its own unit, and quantities have no sum", async () => {
    await mountView({
        type: "list",
        resModel: "contract",
        groupBy: ["currency_id"],
        arch: `
            <list expand="1">
                <field name="unit" column_invisible="1"/>
                <field name="currency_id" column_invisible="1"/>
                <field name="balance" widget="prepaid_quantity"/>
                <field name="worked_minutes" widget="prepaid_minutes" sum="Worked"/>
            </list>`,
    });
    expect(".o_data_row:first [name=balance]").toHaveText("3 h 36");
    expect(".o_data_row:last [name=balance]").toHaveText("$ 120.50");
    expect(".o_group_header").not.toHaveText(/336/);
    expect(".o_list_footer").toHaveText(/3 h/);
});
