import { InvalidNumberError } from "@web/views/fields/parsers";

const MINUTES_PER_HOUR = 60;
// "10 h", "10h30", "1 h 05 min"; the hours alone may have decimals: "1.5h", "1,5 h".
const HOURS = /^(\d+)(?:[.,](\d+))?h(?:([0-5]?\d)(?:m|min)?)?$/;
const CLOCK = /^(\d+):([0-5]\d)$/;
const MINUTES = /^(\d+)(?:m|min)?$/;

/**
 * Return minutes as people read them: "3 h 36", "10 h", "45 min".
 * The same as `format_minutes` of metering.py.
 *
 * @param {number} minutes
 * @returns {string}
 */
export function formatMinutes(minutes) {
    const whole = Math.round(Math.abs(minutes));
    const sign = minutes < 0 ? "-" : "";
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
 * "90" (minutes) and "1.5h". Empty is 0.
 *
 * @param {string} text
 * @returns {number}
 * @throws {InvalidNumberError} if it is no duration
 */
export function parseMinutes(text) {
    const compact = text.toLowerCase().replace(/\s/g, "");
    const sign = compact.startsWith("-") ? -1 : 1;
    const minutes = parseDuration(compact.replace(/^[-+]/, ""));
    if (minutes === null) {
        throw new InvalidNumberError(`"${text}" is not a correct duration`);
    }
    return minutes && sign * minutes;
}

function parseDuration(text) {
    let match;
    if (!text) {
        return 0;
    }
    if ((match = text.match(CLOCK))) {
        return Number(match[1]) * MINUTES_PER_HOUR + Number(match[2]);
    }
    if ((match = text.match(MINUTES))) {
        return Number(match[1]);
    }
    if ((match = text.match(HOURS)) && !(match[2] && match[3])) {
        const hours = Number(`${match[1]}.${match[2] || 0}`);
        return Math.round(hours * MINUTES_PER_HOUR) + Number(match[3] || 0);
    }
    return null;
}
