// One executor of the built product in mode testnet, without the command line around it. SIGTERM pauses it.
// It begins when a line comes on stdin, and never when stdin ends before.
// usage: node --import ./test/support/fault-hooks.mjs live-child.mjs {configDirectory, stateDirectory, maxCycles}
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { runExecutor } from "../../dist/core/app/executor-session.js";

// Everything is loaded before the word on stdin: whoever starts the next one early pays for that while the last one trades.
await import("../../dist/core/app/live/live-executor.js");
await (await import("../../dist/core/adapters/binance-usdm/load-ccxt.js")).loadUsdmExchange();
const word = await new Promise((resolve) => {
  process.stdin.once("data", resolve).once("end", () => resolve(null));
});
if (word === null) process.exit(0);
process.stdin.destroy();

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const flags = { mode: "testnet", fromMs: null, toMs: null, speed: null, fresh: false, ...JSON.parse(process.argv[2]) };
const ports = {
  files: nodeFiles,
  clock: systemClock,
  env: process.env,
  stop: stop.signal,
  onProgress: () => undefined,
  onEvent: () => undefined,
};
try {
  process.stdout.write(JSON.stringify(await runExecutor(flags, ports)));
} catch (error) {
  const { name, message, code, place } = error;
  process.stderr.write(JSON.stringify({ name, message, code, place }));
  process.exitCode = error.exitCode ?? 1;
}
