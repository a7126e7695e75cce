import type { ControlRequest } from "../../ports/control.js";
import { type Deed, NOTHING, planDeed, refusedDeed, type Refusal, type Situation } from "./plan-deed.js";

/** What becomes of a word: the deed that is journaled, and the answer where that is a no. */
interface Judged {
  readonly deed: Deed;
  readonly refusal: Refusal | null;
}

/**
 * An operator who got no answer was told so, and may have helped himself since. What such a word would trade, or allow
 * to be traded, is not done any more; what only takes leave away (halt, disarm) surprises nobody and is. A flatten that
 * comes late closes nothing, but who said it did not want new positions: it halts.
 */
export function judgeWord(
  request: ControlRequest,
  { situation, isLate }: { readonly situation: Situation; readonly isLate: boolean },
): Judged {
  if (isLate && !HOLDS_LATE.includes(request.verb)) return late(request, situation);
  const planned = planDeed(request, situation);
  if (planned.ok) return { deed: planned.value, refusal: null };
  return refused(request, planned.error, situation);
}

const HOLDS_LATE: readonly ControlRequest["verb"][] = ["halt", "disarm", "look"];

/** What a word becomes that lies with an executor which has not answered. */
export function whenItWakes(verb: ControlRequest["verb"]): string {
  if (HOLDS_LATE.includes(verb)) return "it still hears this when it wakes";
  const instead = verb === "flatten" ? ", but it then opens nothing until `hedge resume`" : "";
  return `where it has not begun this by now, it will not do it when it wakes${instead}`;
}

const TOO_LATE: Refusal = {
  kind: "refused",
  code: "too_late",
  exitCode: 8,
  message: "the executor heard this after who asked had given up, and did not carry it out",
  fix: "Look at `hedge status`, then say it again.",
};

function late(request: ControlRequest, situation: Situation): Judged {
  if (request.verb !== "flatten") return refused(request, TOO_LATE, situation);
  const reason = `heard too late to flatten ${request.symbol ?? "everything"}: nothing was closed`;
  const planned = planDeed({ verb: "halt", state: "REDUCING", strategy: null, reason }, situation);
  return { deed: planned.ok ? planned.value : NOTHING, refusal: TOO_LATE };
}

function refused(request: ControlRequest, refusal: Refusal, { atMs }: Situation): Judged {
  return { deed: refusedDeed(request, refusal, atMs) ?? NOTHING, refusal };
}
