import { attempt } from "../../adapters/system/attempt.js";
import type { CredentialPlace } from "../live/credential-place.js";
import { placesOf } from "../live/credentials.js";
import { type AccountsRequest, accountsPlace, type KeyedMode } from "./accounts-place.js";
import { type KeyFound, readKey } from "./key-reading.js";

/** Where half of a key stands: names only, never a value. */
interface PlaceRow {
  readonly name: string;
  readonly source: CredentialPlace["source"];
  readonly path: string | null;
}

interface AccountRow {
  readonly account: string;
  readonly title: string;
  readonly venue: string;
  readonly isDefault: boolean;
  /** `reducing`: it opens nothing. */
  readonly state: "active" | "reducing";
  /** Its own limits beside those of risk_limits.json, by name; empty where it has none. */
  readonly limits: Readonly<Record<string, number>>;
  readonly key: PlaceRow | null;
  readonly secret: PlaceRow | null;
  /** Null where none stands; only some venues ask for one. */
  readonly passphrase: PlaceRow | null;
  /** Why a session would not take the key; null where it would. */
  readonly problem: { readonly message: string; readonly fix: string } | null;
}

export interface AccountsDocument {
  readonly schema: "hedge.accounts/1";
  readonly mode: KeyedMode;
  readonly items: readonly AccountRow[];
}

/** `hedge accounts list`: who trades where, and where the keys stand. Asks no venue. */
export async function listAccounts(request: AccountsRequest): Promise<AccountsDocument> {
  const place = accountsPlace(request);
  const { accounts } = place.config.accounts;
  const items: AccountRow[] = [];
  for (const { id: account, title, venue, state = "active", limits = {} } of accounts) {
    const question = { ...place.sources, account, venue };
    const { reading } = await readKey(question);
    const found = attempt(() => placesOf(question, question));
    const places = found.ok ? found.value : null;
    items.push({
      account,
      title,
      venue,
      isDefault: account === place.config.accounts.default,
      state,
      limits,
      key: row(places?.key),
      secret: row(places?.secret),
      passphrase: row(places?.passphrase ?? undefined),
      problem: problemOf(reading),
    });
  }
  return { schema: "hedge.accounts/1", mode: place.mode, items };
}

function row(place: CredentialPlace | undefined): PlaceRow | null {
  return place === undefined ? null : { name: place.name, source: place.source, path: place.path };
}

function problemOf(reading: KeyFound["reading"]): AccountRow["problem"] {
  if (reading.kind === "unusable") return { message: reading.message, fix: reading.fix };
  if (reading.kind !== "absent") return null;
  const [own = "", shared = ""] = reading.names;
  return {
    message: "no key",
    fix: `set ${shared} and its secret, or ${own} for this account alone, or each as …_FILE or …_AGE_FILE`,
  };
}
