// The paper venue of the built product in a process of its own, so that it outlives the executors that are killed.
// usage: live-venue.mjs {configDirectory, symbols, script?: file, seed, speed, fromMs}
// Prints {url, wsUrl, apiKey, apiSecret} when it listens. From SIGUSR2 on nothing goes wrong any more. SIGTERM ends it.
import { readFileSync } from "node:fs";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { createFaultHooks } from "../../dist/core/adapters/paper-server/faults/create-fault-hooks.js";
import { NO_FAULTS } from "../../dist/core/adapters/paper-server/faults/fault-hooks.js";
import { parseFaultScript } from "../../dist/core/adapters/paper-server/faults/parse-fault-script.js";
import { createPaperMarket } from "../../dist/core/adapters/paper-server/market/paper-market.js";
import { openPaperServer } from "../../dist/core/adapters/paper-server/serve.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { requireConfig } from "../../dist/core/app/load-config.js";
import { dataDirectory, openRecordedData } from "../../dist/core/app/recorded-data.js";
import { composeInstruments } from "../../dist/core/config/instruments.js";

const { configDirectory, symbols, script, seed, speed, fromMs } = JSON.parse(process.argv[2]);
/** Request limits are counted by wall minutes. Here a minute lasts a second: who starts every 3 s is no burden. */
const clock = { ...systemClock, nowMs: () => systemClock.nowMs() * 60 };
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());

const config = requireConfig({ directory: configDirectory, env: {}, files: nodeFiles });
const market = await createPaperMarket({
  ...{ clock, seed, speed, fromMs, stream: null },
  toMs: fromMs + 60 * 86_400_000,
  store: await openRecordedData(dataDirectory(config)),
  instruments: [...composeInstruments(config.venues).values()].filter(({ symbol }) => symbols.includes(symbol)),
  policy: config.runtime.sim,
  wallets: { [config.accounts.default]: "100000" },
});
const faults = untilCalm(script === undefined ? NO_FAULTS : hooksOf(readFileSync(script, "utf8")));
const account = config.accounts.default;
const { serve, ...address } = await openPaperServer({ market, account, faults, clock, port: 0 });
process.stdout.write(`${JSON.stringify(address)}\n`);
await serve(stop.signal);

function hooksOf(text) {
  const parsed = parseFaultScript(text, { symbols });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return createFaultHooks(parsed.value, { seed: String(seed), startMs: fromMs });
}

/** Asks the script until the signal comes, a good day from then on. */
function untilCalm(hooks) {
  let current = hooks;
  process.on("SIGUSR2", () => (current = NO_FAULTS));
  return Object.fromEntries(Object.keys(NO_FAULTS).map((name) => [name, (...facts) => current[name](...facts)]));
}
