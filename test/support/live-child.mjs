// One executor of the built product in mode testnet, without the command line around it. SIGTERM pauses it.
// usage: node --import ./test/support/fault-hooks.mjs live-child.mjs {configDirectory, stateDirectory, maxCycles}
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { runExecutor } from "../../dist/core/app/executor-session.js";

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
