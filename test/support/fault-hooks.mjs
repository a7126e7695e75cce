// Replaces the system calls on one directory, for the whole process, by calls that are counted, fail or kill.
// Preloaded (`node --import`) before the built product, so that no call can go around it.
//
// HEDGE_FAULTS: {directory, sockets?: true, counts?: file, faults: [{site, occurrence, when, code?, lasting?}]}
//   sockets     connections are sites as well; see live-socket-hooks.mjs
//   site        an operation and a kind of file, as the counts name it: "write journal/segment"
//   when        before | after: SIGKILL there; tear: SIGKILL after half of the bytes; fail: throws `code`;
//               short: takes half of the bytes and says so; hang: a background sync that never answers
//   lasting     so does every later call at this site
import * as nodeFs from "node:fs";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, relative } from "node:path";
import { hookSockets } from "./live-socket-hooks.mjs";

const plan = JSON.parse(process.env.HEDGE_FAULTS ?? '{"directory":"","faults":[]}');
const real = { ...nodeFs };
const paths = new Map();
const counts = new Map();

/** What is done to which kind of file; null outside the watched directory. */
function siteOf(operation, path) {
  if (typeof path !== "string" || plan.directory === "") return null;
  const inside = relative(plan.directory, path);
  if (inside.startsWith("..") && path !== dirname(plan.directory)) return null;
  const kind = inside
    .replace(/\d{6}\.jsonl((?:\.gz|\.away)?(?:\.tmp)?)$/, "segment$1")
    .replace(/^archive\/[^/]+/, "archive/stamp")
    .replace(/^$/, "the state directory");
  return `${operation} ${kind}`;
}

function die() {
  process.kill(process.pid, "SIGKILL");
}

/** The fault that is due at this call, if any. */
function due(site) {
  const count = (counts.get(site) ?? 0) + 1;
  counts.set(site, count);
  return plan.faults.find(
    (fault) => fault.site === site && (fault.occurrence === count || (fault.lasting && count > fault.occurrence)),
  );
}

/** As the system reports it: calls on a path name it, calls on a descriptor don't. */
function failure(code, operation, path) {
  const named = /^(open|rename|make|remove)/.test(operation) ? { path } : {};
  const words = `${code}: injected, ${operation}${named.path === undefined ? "" : ` '${path}'`}`;
  return Object.assign(new Error(words), { code, syscall: operation, ...named });
}

function around(operation, path, call, half = () => undefined) {
  const site = siteOf(operation, path);
  const fault = site === null ? undefined : due(site);
  if (fault?.when === "before") die();
  if (fault?.when === "fail") throw failure(fault.code, operation, path);
  if (fault?.when === "short") return half();
  if (fault?.when === "tear") {
    half();
    die();
  }
  const result = call();
  if (fault?.when === "after") die();
  return result;
}

const writes = (flags) =>
  typeof flags === "number" ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0 : flags !== "r";

Object.assign(fs, {
  openSync: (path, flags, mode) => {
    const open = () => real.openSync(path, flags, mode);
    const descriptor = writes(flags) ? around("open", path, open) : open();
    paths.set(descriptor, path);
    return descriptor;
  },
  closeSync: (descriptor) => {
    paths.delete(descriptor);
    real.closeSync(descriptor);
  },
  writeSync: (descriptor, bytes, ...place) => {
    const [offset, length, position] = place;
    const write = (part) => real.writeSync(descriptor, bytes, offset, part, position);
    const half = () => write(Math.max(1, Math.floor(length / 2)));
    return around("write", paths.get(descriptor), () => write(length), half);
  },
  fsyncSync: (descriptor) => around("fsync", paths.get(descriptor), () => real.fsyncSync(descriptor)),
  fdatasyncSync: (descriptor) => around("fdatasync", paths.get(descriptor), () => real.fdatasyncSync(descriptor)),
  fdatasync: (descriptor, done) => {
    const site = siteOf("background fdatasync", paths.get(descriptor));
    const fault = site === null ? undefined : due(site);
    if (fault?.when === "before") die();
    if (fault?.when === "fail") {
      setImmediate(() => done(failure(fault.code, "fdatasync")));
      return;
    }
    if (fault?.when === "hang") {
      setInterval(() => undefined, 1_000);
      return;
    }
    real.fdatasync(descriptor, (error) => {
      if (fault?.when === "after") die();
      done(error);
    });
  },
  ftruncateSync: (descriptor, length) =>
    around("truncate", paths.get(descriptor), () => real.ftruncateSync(descriptor, length)),
  renameSync: (from, to) => around("rename to", to, () => real.renameSync(from, to)),
  mkdirSync: (path, how) => (real.existsSync(path) ? undefined : around("make", path, () => real.mkdirSync(path, how))),
  rmSync: (path, how) => (real.existsSync(path) ? around("remove", path, () => real.rmSync(path, how)) : undefined),
});
syncBuiltinESMExports();
if (plan.sockets === true) hookSockets(due, die);

if (plan.counts !== undefined) {
  process.on("exit", () => real.writeFileSync(plan.counts, JSON.stringify(Object.fromEntries(counts))));
}
