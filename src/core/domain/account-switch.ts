/** Why the switchboard sent new risk elsewhere than to the first account of its route. */
export const SWITCH_REASONS = ["health", "concentration", "cost"] as const;
export type SwitchReason = (typeof SWITCH_REASONS)[number];

/** An entry that was decided on the books of another account than its route's first. */
export interface AccountSwitch {
  readonly strategy: string;
  readonly symbol: string;
  readonly from: string;
  readonly to: string;
  readonly because: SwitchReason;
  /** In words, with the figures. */
  readonly reason: string;
}
