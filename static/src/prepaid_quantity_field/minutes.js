import { InvalidNumberError } from "@web/views/fields/parsers";

const MINUTES_PER_HOUR = 60;
// No sum of time is longer; the server keeps it exactly.
const MINUTES_MAX = 1e12;
const HOURS_MAX = 10000;
const BARE = /^\s*[-+\u2212]?\d+([.,]\d+)?\s*$/;
const UNIT_H = "h(?:rs?|ours?|eures?)?";
const UNIT_M = "m(?:n|ins?|inutes?)?";
// Without spaces: "0:45", "1.5h", "1h30", "1h5min", "25min"; a bare number is minutes.
const CLOCK = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/;
const PART = new RegExp(`^(\\d+[.,]\\d+)${UNIT_H}$`);
const HOURS = new RegExp(`^(\\d+)${UNIT_H}(?:([0-5]?\\d)(?:${UNIT_M})?)?$`);
const MINUTES = new RegExp(`^(\\d+)(?:${UNIT_M})?$`);

/**
 * Return minutes as people read them: "3 h 36", "10 h", "45 min".
 * The same as `format_minutes` of metering.py.
 *
 * @param {number} minutes
 * @returns {string}
 */
export function formatMinutes(minutes) {
    const whole = Math.round(Math.abs(minutes));
    const sign = minutes < 0 && whole ? "-" : "";
    const hours = Math.floor(whole / MINUTES_PER_HOUR);
    const rest = whole % MINUTES_PER_HOUR;
    if (!hours) {
        return `${sign}${rest} min`;
    }
    return rest
        ? `${sign}${hours} h ${String(rest).padStart(2, "0")}`
        : `${sign}${hours} h`;
}

/**
 * Return the whole minutes that people mean: "10h", "10 h 30", "1:30", "90 min",
 * "90" (minutes) and "1.5h". Empty is 0. The same as `parse_minutes` of metering.py.
 *
 * @param {string} text
 * @returns {number}
 * @throws {InvalidNumberError} if it is no duration
 */
export function parseMinutes(text) {
    const compact = text.toLowerCase().replace(/\s/g, "");
    const sign = /^[-\u2212]/.test(compact) ? -1 : 1;
    const minutes = parseDuration(compact.replace(/^[-+\u2212]/, ""));
    if (minutes === null || minutes > MINUTES_MAX) {
        throw new InvalidNumberError(`"${text}" is not a correct duration`);
    }
    return minutes && sign * minutes;
}

/**
 * Return the whole minutes of a field of hours: a bare number is hours there, as in all
 * of Odoo. No credit is more than 10,000 hours: it is a slip of the keyboard.
 *
 * @param {string} text
 * @returns {number}
 * @throws {InvalidNumberError} if it is no duration, or longer
 */
export function parseHours(text) {
    const minutes = parseMinutes(BARE.test(text) ? `${text.trim()}h` : text);
    if (Math.abs(minutes) > HOURS_MAX * MINUTES_PER_HOUR) {
        throw new InvalidNumberError(`"${text}" is more than ${HOURS_MAX} hours`);
    }
    return minutes;
}

function parseDuration(text) {
    let match;
    if (!text) {
        return 0;
    }
    if ((match = text.match(CLOCK))) {
        const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part || 0));
        return hours * MINUTES_PER_HOUR + minutes + Math.round(seconds / 60);
    }
    if ((match = text.match(MINUTES))) {
        return Number(match[1]);
    }
    if ((match = text.match(PART))) {
        return Math.round(Number(match[1].replace(",", ".")) * MINUTES_PER_HOUR);
    }
    if ((match = text.match(HOURS))) {
        return Number(match[1]) * MINUTES_PER_HOUR + Number(match[2] || 0);
    }
    return null;
}
