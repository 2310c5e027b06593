import { TICKET_MODELS } from "@sale_timesheet_prepaid/prepaid_message/prepaid_message_service";
import { TICKET_FIELDS } from "@sale_timesheet_prepaid/prepaid_meter/prepaid_meter_widget";

// Messages of these tickets are classified too.
TICKET_MODELS.add("helpdesk.ticket");
// A line's ticket of the helpdesk counts before its task.
TICKET_FIELDS.unshift(["ticket_id", "helpdesk.ticket"]);
