import { age } from "../../lib/format.js";
import { SECOND_MS } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";

/** Where the mirror of a state directory stands, from what lies there. */
export interface MirrorFacts {
  /** Null where nothing was ever mirrored. */
  readonly target: string | null;
  readonly lag: { readonly records: number; readonly seconds: number | null };
  /** Another machine trades in place of this one. */
  readonly fenced: boolean;
  /** What stands in its way; null where nothing does. */
  readonly trouble: string | null;
  /** Whether a `hedge sync` keeps it now. */
  readonly isKept: boolean;
  readonly isFine: boolean;
}

const ID = "state.mirror";

/** Null where there are no books to mirror. */
export function checkMirror(look: Reading<MirrorFacts | null>): Check {
  if (!look.ok) return fail(ID, `can't be read: ${look.error}`, "`hedge sync status` says more");
  const { value } = look;
  if (value === null) return skip(ID, "no session has begun here");
  if (value.fenced)
    return fail(ID, value.trouble ?? "another machine trades in place of this one", "see docs/OPERATIONS.md, Mirror");
  if (value.target === null)
    return skip(ID, "none is kept: the books are on this disk alone (`hedge sync --target URL` keeps one)");
  const { records, seconds } = value.lag;
  const missing = records === 0 ? "nothing is missing" : `${String(records)} events are missing`;
  const since = seconds === null || records === 0 ? "" : `, the oldest for ${age(seconds * SECOND_MS)}`;
  const detail = `${value.target}: ${missing}${since}${value.isKept ? "" : "; no `hedge sync` runs"}`;
  if (value.trouble !== null) return warn(ID, `${detail}; ${value.trouble}`, "see docs/OPERATIONS.md, Mirror");
  if (!value.isFine) return warn(ID, detail, "start `hedge sync` again, or see what holds it: `hedge sync status`");
  return pass(ID, detail);
}
