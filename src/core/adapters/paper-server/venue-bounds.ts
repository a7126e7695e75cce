/** `triggerProtect` of every symbol: how far last and mark price may be apart where a protected order triggers. */
export const TRIGGER_PROTECT = 0.05;

/** Callback of a trailing stop in percent ("New Algo Order"; up to 20 since 2026-10-23). */
export const CALLBACK_RATE_PCT = { least: 0.1, most: 20 } as const;
