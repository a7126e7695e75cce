import { err, type Result } from "../lib/result.js";
import type { StoreFault } from "../ports/blob-store.js";

/** Why a mirror goes no further, whatever is tried: a person has to look. */
export interface MirrorStop {
  readonly kind: "stop";
  readonly code:
    | "fenced"
    | "mirror_diverged"
    | "mirror_ahead"
    | "mirror_broken"
    | "mirror_empty"
    | "mirror_ambiguous"
    | "mirror_lost"
    | "mirror_held"
    | "journal_corrupt"
    | "target_not_empty";
  readonly message: string;
  readonly fix: string;
  /** Who holds the stream instead, and since which epoch. */
  readonly by?: { readonly writer: string; readonly host: string; readonly epoch: number; readonly since: string };
}

/** What stood in the way: a store that may answer later, or an end. */
export type Hindrance = ({ readonly kind: "fault" } & { readonly fault: StoreFault }) | MirrorStop;
export type Attempt<T> = Promise<Result<T, Hindrance>>;

export function faulty(fault: StoreFault): { readonly ok: false; readonly error: Hindrance } {
  return err({ kind: "fault", fault } as const);
}

export function stopped(stop: Omit<MirrorStop, "kind">): { readonly ok: false; readonly error: Hindrance } {
  return err({ kind: "stop", ...stop } as const);
}

export function diverged(message: string): { readonly ok: false; readonly error: Hindrance } {
  const fix = "Nothing was overwritten. See docs/OPERATIONS.md, section Mirror: DIVERGED.";
  return stopped({ code: "mirror_diverged", message: `DIVERGED: ${message}`, fix });
}

export function broken(message: string): { readonly ok: false; readonly error: Hindrance } {
  const fix = "Mend the mirror from a copy of it, or begin a new one under another --target.";
  return stopped({ code: "mirror_broken", message, fix });
}
