import { decryptAge } from "../../adapters/age/decrypt-age.js";
import { rememberDecrypted } from "../../adapters/age/remember-decrypted.js";
import type { LiveMode } from "../../adapters/ccxt/addresses.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import type { VenueSettings } from "../../config/venues.js";
import type { Clock } from "../../lib/clock.js";
import { tryKey } from "../accounts/try-key.js";
import { type KeyNews, watchKeys } from "../accounts/watch-keys.js";
import type { AccountLock } from "./account-lock.js";
import { DOT_ENV } from "./credential-place.js";
import type { CredentialQuestion } from "./credentials.js";

/** Watches for another key where the session's key stands, until the signal; what it finds is tried at the venue first. */
export type KeyWatcher = (
  session: { readonly swap: (fresh: Credentials) => void; readonly tell: (news: KeyNews) => void },
  signal: AbortSignal,
) => Promise<void>;

interface WatchedKey {
  readonly question: CredentialQuestion;
  /** What the session signs with at its start. */
  readonly credentials: Credentials;
  readonly settings: VenueSettings;
  readonly clock: Clock;
  readonly accountLock: Pick<AccountLock, "admit">;
}

export function keyWatcher({ question, credentials, settings, clock, accountLock }: WatchedKey): KeyWatcher {
  const decrypt = rememberDecrypted(decryptAge);
  return (session, signal) =>
    watchKeys(
      {
        ...session,
        question: () => ({ ...question, decrypt, dotEnvText: question.files.readText(DOT_ENV) }),
        current: credentials,
        clock,
        admit: (fresh, code) => accountLock.admit(fresh, code),
        tryKey: (fresh) => tryKey(settings, question.mode as LiveMode, fresh),
      },
      signal,
    );
}
