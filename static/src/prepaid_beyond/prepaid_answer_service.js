import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** The client's answer on extra time, shown wherever the technician is. */
export const prepaidAnswerService = {
    dependencies: ["action", "bus_service", "notification", "prepaid_meter"],
    start(env, { action, bus_service, notification, prepaid_meter }) {
        if (!session.has_prepaid_meter) {
            return;
        }
        bus_service.subscribe("prepaid.answer", ({ text, task_id, model, is_approved }) => {
            const open = () =>
                action.doAction({
                    type: "ir.actions.act_window",
                    res_model: model,
                    res_id: task_id,
                    views: [[false, "form"]],
                });
            notification.add(text, {
                title: is_approved ? _t("The client agreed") : _t("The client's answer"),
                type: is_approved ? "success" : "warning",
                sticky: true,
                buttons: task_id ? [{ name: _t("Open the ticket"), onClick: open }] : [],
            });
            prepaid_meter.refresh();
        });
    },
};

registry.category("services").add("prepaid_answer", prepaidAnswerService);
