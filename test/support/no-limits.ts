import type { LeaveRules } from "../../src/core/adapters/live/live-context.js";

/** An account without engine: everything may leave. */
export const NO_LIMITS: LeaveRules = { order: () => null, change: () => null };
