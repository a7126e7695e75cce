import { attemptAsync } from "../adapters/system/attempt.js";
import type { Config } from "../config/config-files.js";
import { Failure } from "../lib/failure.js";
import type { AuditMarket } from "../ops/config-audit/assumed-market.js";
import type { AuditFinding } from "../ops/config-audit/finding.js";
import { placeOf } from "../ops/config-audit/finding.js";
import { dataDirectory, lastCloses, openRecordedData, TRIED_ATR_FRACTION } from "./recorded-data.js";
import { openSessionData } from "./session-data.js";

/**
 * The market that a configuration is judged on: last closes of the recorded data that its sessions would run over, of the
 * shipped data where there is no configuration that loads. Data that can't be used is a finding, no error.
 */
export async function auditMarket(config: Config | null): Promise<AuditMarket> {
  const directory = dataDirectory(config);
  const prices = await attemptAsync(async () =>
    lastCloses(await (config === null ? openRecordedData(directory) : openSessionData(config)), directory),
  );
  if (prices.ok) return { prices: prices.value, atrFraction: TRIED_ATR_FRACTION };
  if (!(prices.error instanceof Failure)) throw prices.error;
  return { prices: {}, atrFraction: TRIED_ATR_FRACTION, unreadable: unreadable(prices.error) };
}

function unreadable({ code, message, place: of }: Failure): AuditFinding {
  const { file, path = "" } = of;
  const place = file === undefined ? placeOf(path) : { file, path };
  const text = `${message}. What can trade was not worked out, and a paper session would not start`;
  return { severity: "warning", code, ...place, message: text, fix: of.fix ?? null };
}
