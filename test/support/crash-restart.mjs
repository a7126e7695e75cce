// Restarts executors: a line of flags in, a line of {report} or {error} out. One warm process, since a restart after
// each of some hundred kills would otherwise mostly start Node.
import { createInterface } from "node:readline";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { verifyJournal } from "../../dist/core/journal/verify.js";
import { runToEnd } from "./crash-session.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const flags = JSON.parse(line);
  const answer = await restart(flags).catch((error) => ({ error: error.stack ?? String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function restart(flags) {
  const report = await runToEnd(flags);
  return { report, verdict: verifyJournal(nodeFiles, `${flags.stateDirectory}/journal`) };
}
