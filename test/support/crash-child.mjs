// Runs a paper session on the built product with file system calls that die, fail or are counted.
// usage: crash-child.mjs OPTIONS_JSON   (see test/crash/crash-run.ts)
import * as nodeFs from "node:fs";
import { basename } from "node:path";
import { createFiles } from "../../dist/core/adapters/fs/node-files.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { runExecutor } from "../../dist/core/app/executor-session.js";

const options = JSON.parse(process.argv[2]);
const paths = new Map();
const counts = new Map();

/** The place in the code a call belongs to: what is done to which kind of file. */
function site(operation, path) {
  const name = basename(path).replace(/^\d{6}\.jsonl$/, "journal");
  return `${operation} ${name === basename(options.state) ? "state directory" : name}`;
}

function die() {
  process.kill(process.pid, "SIGKILL");
}

function around(operation, path, call) {
  const key = site(operation, path);
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  const hit = options.site === key && options.occurrence === count;
  if (hit && options.when === "before") die();
  if (hit && options.when === "fail") throw Object.assign(new Error(`${options.code}: injected`), { code: options.code });
  const result = call();
  if (hit && options.when === "after") die();
  return result;
}

const fileSystem = {
  ...nodeFs,
  openSync: (path, ...rest) => {
    const descriptor = around("open", path, () => nodeFs.openSync(path, ...rest));
    paths.set(descriptor, path);
    return descriptor;
  },
  writeSync: (descriptor, ...rest) =>
    around("write", paths.get(descriptor), () => {
      const torn = options.when === "tear" && options.site === site("write", paths.get(descriptor));
      if (torn && counts.get(options.site) === options.occurrence) {
        const [bytes, offset, length] = rest;
        nodeFs.writeSync(descriptor, bytes, offset, Math.max(1, Math.floor(length / 2)));
        die();
      }
      return nodeFs.writeSync(descriptor, ...rest);
    }),
  fsyncSync: (descriptor) => around("fsync", paths.get(descriptor), () => nodeFs.fsyncSync(descriptor)),
  fdatasyncSync: (descriptor) => around("fdatasync", paths.get(descriptor), () => nodeFs.fdatasyncSync(descriptor)),
  fdatasync: (descriptor, done) => {
    try {
      around("fdatasync", paths.get(descriptor), () => nodeFs.fdatasync(descriptor, done));
    } catch (error) {
      done(error);
    }
  },
  renameSync: (from, to) => around("rename", to, () => nodeFs.renameSync(from, to)),
  ftruncateSync: (descriptor, length) =>
    around("truncate", paths.get(descriptor), () => nodeFs.ftruncateSync(descriptor, length)),
};

const summary = await runExecutor(options.flags, {
  files: createFiles(fileSystem),
  clock: systemClock,
  env: {},
  stop: new AbortController().signal,
  onProgress: () => undefined,
  onEvent: () => undefined,
}).catch((error) => {
  process.stderr.write(`${error.name}: ${error.message}\n`);
  process.exit(error.exitCode ?? 1);
});
process.stdout.write(JSON.stringify({ summary, counts: Object.fromEntries(counts) }));
