/** Where the market comes from and whether a venue is written to (docs/ARCHITECTURE.md#modes). */
export const MODES = ["paper", "dry-run", "testnet", "prod"] as const;
export type Mode = (typeof MODES)[number];
