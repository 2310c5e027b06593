import { BinaryField, binaryField } from "@web/views/fields/binary/binary_field";
import { registry } from "@web/core/registry";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { useRef } from "@odoo/owl";

/** A file that is chosen or dropped. */
export class CallFileField extends BinaryField {
    static template = "sale_timesheet_prepaid_session.CallFileField";

    setup() {
        super.setup();
        useDropzone(useRef("root"), (ev) => this.onDrop(ev));
    }

    async onDrop(ev) {
        const [file] = ev.dataTransfer.files;
        if (file) {
            const url = await getDataURLFromFile(file);
            await this.update({ data: url.split(",")[1], name: file.name });
        }
    }
}

registry.category("fields").add("prepaid_call_file", {
    ...binaryField,
    component: CallFileField,
});
