import { SECOND_MS } from "../../lib/time.js";

/** A loop that has not beaten for longer is to be started again. */
export const DEAD_AFTER_MS = 30 * SECOND_MS;
/** A beat comes about once a second; `hedge status` holds it against the same limit. */
export const BEAT_LIMIT_MS = 5 * SECOND_MS;
/** `hedge sync status` asks a person to look beyond it. */
export const LAG_LIMIT_SECONDS = 60;
/** As the doctor has it: two journal segments and the telemetry beside them. */
export const LEAST_FREE_BYTES = 96 * 1_024 * 1_024;
/** Beyond it the venue refuses signed calls; a start refuses to trade. */
export const SKEW_LIMIT_MS = 500;
