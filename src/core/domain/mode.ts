/** Where the market comes from and whether a venue is written to (docs/ARCHITECTURE.md#modes). */
export const MODES = ["paper", "dry-run", "testnet", "prod"] as const;
export type Mode = (typeof MODES)[number];

/** What a person types to start or go on with a session of that mode; paper is what `hedge executor` does unasked, and where no session is known. */
export function executorCommand(mode: Mode | null): string {
  if (mode === null || mode === "paper") return "hedge executor";
  return mode === "prod" ? "hedge executor --prod" : `hedge executor --mode ${mode}`;
}

/** Whether what is held is a real account's, at a venue that has books of its own. In the other modes the venue is simulated. */
export function hasVenue(mode: Mode): boolean {
  return mode === "testnet" || mode === "prod";
}
