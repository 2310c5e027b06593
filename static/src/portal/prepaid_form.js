import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A form that says so when its session has ended, and keeps what was written. */
export class PrepaidForm extends Interaction {
    static selector = ".o_prepaid_form";
    dynamicContent = { _root: { "t-on-submit": this.submit } };

    async submit(event) {
        if (this.isChecked) {
            return;
        }
        event.preventDefault();
        const { submitter } = event;
        const session = await this.waitFor(this.fetchSession());
        if (session && !session.user_id && this.el.dataset.signedIn) {
            return this.tellEnded();
        }
        if (session) {
            this.el.elements.csrf_token.value = session.csrf_token;
        }
        this.isChecked = true;
        this.el.requestSubmit(submitter);
    }

    /** Who is signed in now, or nothing while the server cannot be reached. */
    async fetchSession() {
        try {
            const answer = await fetch("/my/prepaid/session", { cache: "no-store" });
            return answer.ok ? await answer.json() : false;
        } catch {
            return false;
        }
    }

    tellEnded() {
        if (this.note) {
            return this.note.focus();
        }
        const link = document.createElement("a");
        link.href = "/web/login?redirect=/my/prepaid";
        link.target = "_blank";
        link.className = "alert-link d-block";
        link.textContent = _t("Sign in again in a new tab");
        this.note = document.createElement("div");
        this.note.className = "alert alert-warning mt-2 o_prepaid_ended";
        this.note.setAttribute("role", "alert");
        this.note.tabIndex = -1;
        this.note.textContent = _t(
            "You are signed out. Sign in again, then send this once more: what you wrote stays here."
        );
        this.note.append(link);
        this.insert(this.note, this.el, "beforeend");
        this.note.focus();
    }
}

registry.category("public.interactions").add("sale_timesheet_prepaid.prepaid_form", PrepaidForm);
