import type { Mode } from "../../domain/mode.js";
import type { VenueKeyRights } from "../../ports/venue-gateway.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";

/** The venue's word on a key. Null: it has no such question (the demo venue); the error: why there is no answer. */
export type RightsReading = Reading<VenueKeyRights | null>;

interface RightsProblem {
  readonly message: string;
  readonly fix: string;
}

const SAFER = "make a key for futures alone, without withdrawals, then `hedge accounts rotate`";
const LATER = "see that this machine reaches the venue's spot host (api.binance.com), then look again";

/** Why production does not start with a key; null where it does. What is not known is refused: it may be the worst. */
export function rightsProblem(rights: RightsReading): RightsProblem | null {
  const problem = withdrawalProblem(rights);
  if (problem !== null || !rights.ok || rights.value === null || rights.value.canTradeFutures) return problem;
  return { message: "the key may not trade futures", fix: "give it the futures permission" };
}

function withdrawalProblem(rights: RightsReading): RightsProblem | null {
  if (!rights.ok) return { message: `it is not known whether the key may withdraw: ${rights.error}`, fix: LATER };
  if (rights.value === null) return { message: "the venue does not tell whether the key may withdraw", fix: LATER };
  if (!rights.value.canWithdraw) return null;
  return { message: "the key may withdraw: whoever steals it can empty the account", fix: SAFER };
}

/**
 * Withdrawals, transfers and addresses of a key; that it may trade is another check's: permissions.
 * `subject` is the part of the ids before the point.
 */
export function checkRights(rights: RightsReading, mode: Mode, subject: string): readonly Check[] {
  const id = `${subject}.withdrawal`;
  const problem = withdrawalProblem(rights);
  const rest = restOf(rights, subject);
  if (problem === null) return [pass(id, "the key may not withdraw"), ...rest];
  if (mode === "prod") return [fail(id, `${problem.message}; prod does not start with it`, problem.fix), ...rest];
  if (rights.ok && rights.value === null) return [skip(id, "not checked: the demo venue has no question for it")];
  return [warn(id, problem.message, problem.fix), ...rest];
}

function restOf(rights: RightsReading, subject: string): readonly Check[] {
  if (!rights.ok || rights.value === null) return [];
  const { canTransfer, isAddressBound } = rights.value;
  const bound = "only addresses that were named to the venue may use the key";
  const unbound = "any address may use the key";
  const still = "the key may not move money to other accounts";
  const moves = "the key may move money to other accounts of the same owner: hedge never does";
  return [
    canTransfer ? warn(`${subject}.transfer`, moves, SAFER) : pass(`${subject}.transfer`, still),
    isAddressBound
      ? pass(`${subject}.address`, bound)
      : warn(`${subject}.address`, unbound, "bind it to this machine's address at the venue"),
  ];
}
