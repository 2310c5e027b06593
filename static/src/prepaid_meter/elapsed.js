import { _t } from "@web/core/l10n/translation";

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** What a level of credit looks like; never by colour alone. */
export const LEVELS = {
    none: { badge: "", icon: "fa-hourglass-half", label: () => "" },
    low: {
        badge: "text-bg-warning",
        icon: "fa-exclamation-triangle",
        label: () => _t("Credit is low"),
    },
    used_up: {
        badge: "text-bg-danger",
        icon: "fa-exclamation-circle",
        label: () => _t("Credit is used up"),
    },
    overdrawn: {
        badge: "text-bg-danger",
        icon: "fa-minus-circle",
        label: () => _t("Far beyond the credit"),
    },
    refused: {
        badge: "text-bg-danger",
        icon: "fa-ban",
        label: () => _t("Credit does not cover this work"),
    },
};

/**
 * Return seconds as a clock: "0:00:07", "12:34:56".
 *
 * @param {number} seconds
 * @returns {string}
 */
export function formatElapsed(seconds) {
    const whole = Math.max(Math.floor(seconds), 0);
    const hours = Math.floor(whole / SECONDS_PER_HOUR);
    const minutes = Math.floor((whole % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE);
    const pad = (part) => String(part).padStart(2, "0");
    return `${hours}:${pad(minutes)}:${pad(whole % SECONDS_PER_MINUTE)}`;
}

/**
 * Return what a meter shows now: the server's seconds at receipt, and what has passed
 * since then if it runs. Both moments are of the same monotonic clock, in milliseconds.
 *
 * @param {{state: string, seconds: number}|false} meter
 * @param {number} receivedAt
 * @param {number} now
 * @returns {number}
 */
export function getElapsed(meter, receivedAt, now) {
    if (!meter) {
        return 0;
    }
    const since = meter.state === "running" ? Math.max(now - receivedAt, 0) : 0;
    return meter.seconds + Math.floor(since / 1000);
}

/**
 * Return the key in LEVELS of a meter's credit; "none" is fine, or no contract.
 *
 * @param {{level: string, is_refused: boolean}|false} credit
 * @returns {"none"|"low"|"used_up"|"overdrawn"|"refused"}
 */
export function getLevel(credit) {
    if (!credit) {
        return "none";
    }
    if (credit.is_refused) {
        return "refused";
    }
    return credit.level;
}
