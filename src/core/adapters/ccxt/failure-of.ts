import type { CallFailure } from "./call-failure.js";
import { withoutPage } from "./page-text.js";
import { type Credentials, scrub } from "./secret.js";
import { type Verdict, withoutHosts } from "./verdict.js";

export interface CallContext {
  /** A write that failed without a clear no is unknown; a read is simply asked again. */
  readonly writes: boolean;
  /** What no text may show: the keys of this process. */
  readonly credentials: readonly Credentials[];
}

/** A failed call after its venue's rules have judged it. */
interface JudgedCall extends Verdict {
  /** The venue's own, else the HTTP status; 0 where no answer came. */
  readonly number: number;
  /** What the venue or the network said. */
  readonly text: string;
  readonly retryAfterMs: number | null;
}

/** The venue's numbers that say more than a refusal does. */
interface TellingNumbers {
  /** The order may be at the venue all the same. */
  readonly mayBeThere?: ReadonlySet<number>;
  /** The order broke a rule of its contract. */
  readonly againstRules: ReadonlySet<number>;
}

/** What a judged error asks of us, in words without keys, hosts and markup. The same for every venue. */
export function failureOf(call: JudgedCall, { writes, credentials }: CallContext, told: TellingNumbers): CallFailure {
  const { verdict, meaning, number, text, retryAfterMs } = call;
  const said = scrub(withoutHosts(withoutPage(text)), credentials);
  const named = number === 0 ? meaning : `${String(number)} ${meaning}`;
  const reason = scrub(`${named}${said === "" ? "" : `: ${said}`}`, credentials);
  if (verdict === "unknown" && writes) return { kind: "unknown", reason };
  const reaction = verdict === "unknown" ? "resend" : verdict;
  const refusal = { kind: "refused", code: number, reason, reaction, retryAfterMs } as const;
  if (number === 0 && reaction === "resend") return { ...refusal, unanswered: true };
  if (writes && told.mayBeThere?.has(number) === true) return { ...refusal, mayBeThere: true };
  return told.againstRules.has(number) ? { ...refusal, againstRules: true } : refusal;
}

/** The JSON of an answer's body; null where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
