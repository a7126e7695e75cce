import { Failure } from "../../lib/failure.js";
import type { Hindrance, MirrorStop } from "../../sync/outcome.js";

/** Exit codes of docs/generated/commands.md. */
const EXITS: Readonly<Record<MirrorStop["code"], number>> = {
  fenced: 8,
  mirror_held: 8,
  mirror_diverged: 9,
  mirror_ahead: 9,
  mirror_broken: 9,
  journal_corrupt: 9,
  mirror_empty: 3,
  mirror_ambiguous: 3,
  mirror_lost: 5,
  target_not_empty: 3,
};

/** What stood in the way of a mirror, as the end of a command. */
export function failureOf(hindrance: Hindrance): Failure {
  if (hindrance.kind === "stop") {
    const { code, message, fix } = hindrance;
    return new Failure(code, EXITS[code], message, { fix });
  }
  const { kind, message, fix } = hindrance.fault;
  const remedy = fix ?? "Is the place reachable from here? What is not mirrored waits in the journal; nothing is lost.";
  return new Failure(kind === "refused" ? "target_refused" : "target_unreachable", 5, message, { fix: remedy });
}
