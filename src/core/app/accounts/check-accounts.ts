import { attemptAsync } from "../../adapters/system/attempt.js";
import { type Check, fail, skip } from "../../ops/doctor/check.js";
import { checkReached, SPOKEN_VENUE } from "../../ops/doctor/venue.js";
import { checkAccount } from "../../ops/doctor/venue-account.js";
import {
  type AccountSettings,
  type AccountsPlace,
  accountsPlace,
  type AccountsRequest,
  type KeyedMode,
  requireAccountNamed,
  venueOf,
} from "./accounts-place.js";
import { type KeyFound, readKey } from "./key-reading.js";
import { askAccount, openProbe, reach, settleIn } from "./venue-probe.js";

export interface AccountsCheckDocument {
  readonly schema: "hedge.accounts-check/1";
  readonly mode: KeyedMode;
  readonly ok: boolean;
  /** Ids are `account.what`. */
  readonly checks: readonly Check[];
}

/**
 * `hedge accounts check`: what the key of each account may do, from signed questions that change nothing.
 *
 * Errors: Failure 2 for an account nobody knows. What a venue says, or that it says nothing, is a check.
 */
export async function checkAccounts(
  request: AccountsRequest & { readonly account: string | undefined },
): Promise<AccountsCheckDocument> {
  const place = accountsPlace(request);
  const { account } = request;
  const asked = account === undefined ? place.config.accounts.accounts : [requireAccountNamed(place, account)];
  const checks: Check[] = [];
  for (const settings of asked) checks.push(...(await checkOne(place, settings)));
  const ok = checks.every(({ status }) => status === "pass" || status === "skip");
  return { schema: "hedge.accounts-check/1", mode: place.mode, ok, checks };
}

async function checkOne(place: AccountsPlace, account: AccountSettings): Promise<readonly Check[]> {
  const { id, venue } = account;
  if (venue !== SPOKEN_VENUE) return [skip(`${id}.key`, `no adapter of ${venue} in this version`)];
  const key = await readKey({ ...place.sources, account: id, venue });
  if (key.reading.kind === "absent") {
    const [own = "", shared = ""] = key.reading.names;
    return [fail(`${id}.key`, "no key", `set ${shared} (or ${own}) and its secret, or each as …_FILE or …_AGE_FILE`)];
  }
  if (key.credentials === null)
    return checkAccount({ account: id, mode: place.mode, key: key.reading, answers: null }, id);
  const asked = await attemptAsync(() => ask(place, account, key));
  return asked.ok ? asked.value : [fail(`${id}.reach`, asked.error.message, "correct the addresses in venues.json")];
}

async function ask(place: AccountsPlace, account: AccountSettings, key: KeyFound): Promise<readonly Check[]> {
  const { mode } = place;
  const probe = await openProbe({ settings: venueOf(place, account), mode, credentials: key.credentials });
  try {
    const reached = await reach(probe);
    const { host, isLoopback } = probe;
    const facts = { venue: account.venue, mode, host, isLoopback, reached, answers: null, account: null };
    const reachCheck = { ...checkReached(facts), id: `${account.id}.reach` };
    if (reached.ok) await settleIn(probe);
    const answers = reached.ok ? await askAccount(probe) : null;
    return [reachCheck, ...checkAccount({ account: account.id, mode, key: key.reading, answers }, account.id)];
  } finally {
    await probe.close();
  }
}
