import type { VenueAccountModes } from "../../ports/venue-gateway.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import { checkRights, type RightsReading } from "./key-rights.js";
import type { Reading } from "./reading.js";
import type { AccountAnswers, AccountFacts, KeyReading, SymbolSetting } from "./venue-facts.js";
import { listed } from "./words.js";

const REFUSED_FIX =
  "check at the venue that the key exists, is of this environment (demo and live keys differ), may trade futures, and " +
  "is allowed from this address";

/** Key, permissions and settings of an account; `subject` is the part of the ids before the point. */
export function checkAccount({ account, mode, key, answers }: AccountFacts, subject: string): readonly Check[] {
  const found = checkKey(`${subject}.key`, account, key);
  if (answers === null) return [found];
  const { modes } = answers;
  if (!modes.ok)
    return [found, fail(`${subject}.permissions`, `the venue refuses the key: ${modes.error}`, REFUSED_FIX)];
  return [
    found,
    checkTrading(`${subject}.permissions`, modes.value, answers.rights),
    ...checkRights(answers.rights, mode, subject),
    checkPositionMode(`${subject}.position-mode`, modes.value),
    checkAssetMode(`${subject}.asset-mode`, modes.value),
    checkFeeAsset(`${subject}.fee-asset`, answers.paysFeesInBnb),
    checkMargin(`${subject}.margin`, answers.settings),
    checkListenKey(`${subject}.listen-key`, answers),
  ];
}

export function checkKey(id: string, account: string, key: KeyReading): Check {
  switch (key.kind) {
    case "absent":
      return skip(
        id,
        `no key of account ${account}, public checks only (looked for ${key.names.join(", ")}, each also as …_FILE and …_AGE_FILE)`,
      );
    case "withheld":
      return skip(id, `the key of account ${account} was not used: ${key.reason}`);
    case "unusable":
      return fail(id, key.message, key.fix);
    case "found": {
      const detail = `account ${account}: ${key.places}`;
      if (!key.isDotEnv) return pass(id, detail);
      return pass(id, `${detail}; prod will not take it from .env`);
    }
  }
}

function checkTrading(id: string, { canTrade }: VenueAccountModes, rights: RightsReading): Check {
  if (!canTrade) return fail(id, "the account may not trade", "see the venue's message to its owner");
  const isKnownNot = rights.ok && rights.value?.canTradeFutures === false;
  if (isKnownNot) return fail(id, "the key may not trade futures", "give it the futures permission at the venue");
  return pass(id, "the key is accepted and the account may trade futures");
}

function checkPositionMode(id: string, { hedgeMode }: VenueAccountModes): Check {
  if (!hedgeMode) return pass(id, "one-way mode");
  return fail(id, "the account is in hedge mode", "switch it to one-way mode at the venue (needs to be flat)");
}

function checkAssetMode(id: string, { multiAssets }: VenueAccountModes): Check {
  if (!multiAssets) return pass(id, "single-asset mode");
  return fail(id, "the account is in multi-assets mode", "switch it to single-asset mode at the venue");
}

function checkFeeAsset(id: string, burn: Reading<boolean>): Check {
  const fix = "turn off paying futures fees with BNB at the venue";
  if (!burn.ok) return warn(id, `can't be read: ${burn.error}`, "look again in a minute");
  if (!burn.value) return pass(id, "fees are paid in the margin asset");
  return warn(id, "fees are paid in BNB: another asset than the books are kept in", fix);
}

function checkMargin(id: string, settings: Reading<readonly SymbolSetting[]>): Check {
  if (!settings.ok) return warn(id, `can't be read: ${settings.error}`, "look again in a minute");
  const isolated = settings.value.filter(({ isIsolated }) => isIsolated).map(({ symbol }) => symbol);
  const leverages = [...new Set(settings.value.map(({ leverage }) => leverage))].sort((a, b) => a - b);
  const detail = `leverage settings ${leverages.map((each) => `${String(each)}×`).join(", ")}`;
  if (isolated.length === 0) return pass(id, `cross margin, ${detail}; a session sets both at its start`);
  const fix =
    "a session sets cross margin at its start; the venue refuses that while the symbol has a position or orders";
  return warn(id, `isolated margin on ${listed(isolated)}; ${detail}`, fix);
}

function checkListenKey(id: string, { listenKey }: AccountAnswers): Check {
  if (listenKey.ok) return pass(id, "the private stream can be opened");
  return fail(id, `no listen key: ${listenKey.error}`, "without it a session hears of no fill: see the venue's status");
}
