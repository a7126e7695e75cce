// Makes every connection, datagram and name lookup that would leave this machine an error at the call itself.
// vitest loads it in its workers (setupFiles), and every Node process that a guarded one starts loads it first, in an
// environment of its own as well: it is put into NODE_OPTIONS. Programs that are not Node are not held back.
import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

/** What makes a Node process load this file before anything else. */
const PRELOAD = `--import ${import.meta.url}`;

const loopback = new net.BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

function isLoopback(host) {
  const version = net.isIP(host);
  return version === 0 ? host.toLowerCase() === "localhost" : loopback.check(host, `ipv${version}`);
}

function refusal(host, port) {
  const name = net.isIPv6(host) ? `[${host}]` : host;
  return new Error(`tests may talk to this machine only: ${name}${port === undefined ? "" : `:${port}`}`);
}

function checkAddress(host, port) {
  // Node takes every host that is not there for localhost.
  if (host && !isLoopback(String(host))) throw refusal(String(host), port);
}

/** Replaces a function; what hangs on it (util.promisify) goes along. */
function replace(owner, name, by) {
  const original = owner[name];
  owner[name] = Object.defineProperties(by(original), Object.getOwnPropertyDescriptors(original));
}

/** Checks the arguments of a function before it is called. */
function guard(owner, name, check) {
  replace(
    owner,
    name,
    (original) =>
      function (...words) {
        check.call(this, words);
        return original.apply(this, words);
      },
  );
}

/** As `guard`, but what a promise is expected of rejects. */
function guardPromise(owner, name, check) {
  replace(
    owner,
    name,
    (original) =>
      async function (...words) {
        check.call(this, words);
        return original.apply(this, words);
      },
  );
}

/** fetch, http, https, tls and WebSocket all come through here. */
function checkConnect(words) {
  // Node's own reading of (port, host), (path) and (options); net.connect() has already done it and hands on the list.
  const [options] = Array.isArray(words[0]) ? words[0] : net._normalizeArgs(words);
  // With a path it is a Unix socket.
  if (!options.path) checkAddress(options.host, options.port);
}

const connectedDatagrams = new WeakSet();

function checkDatagramConnect([port, host]) {
  checkAddress(typeof host === "function" ? undefined : host, port);
  connectedDatagrams.add(this);
}

/** (bytes, offset, length, port, host) or (bytes, port, host), told apart as Node does. */
function checkDatagram([, ...words]) {
  if (connectedDatagrams.has(this)) return;
  const isPart = Boolean(words[3]) || (Boolean(words[2]) && typeof words[2] !== "function");
  const [port, host] = isPart ? words.slice(2) : words;
  checkAddress(typeof host === "function" ? undefined : host, port);
}

function checkName([name]) {
  checkAddress(name);
}

/** An address is its own answer; asking for it stays here, and servers that listen on 0.0.0.0 do. */
function checkLookup([name]) {
  if (net.isIP(String(name)) === 0) checkAddress(name);
}

function guardNames(owner, how) {
  for (const name of Object.getOwnPropertyNames(owner))
    if (/^(?:lookup|resolve|reverse)/.test(name)) how(owner, name, name === "lookup" ? checkLookup : checkName);
}

function withPreload(options = "") {
  return options.includes(PRELOAD) ? options : `${options} ${PRELOAD}`.trim();
}

/** spawn, exec, execFile and fork all come through ChildProcess.spawn, with an environment of "NAME=value". */
function guardChild([options]) {
  const isOptions = (pair) => pair.startsWith("NODE_OPTIONS=");
  const given = options.envPairs.find(isOptions)?.slice("NODE_OPTIONS=".length);
  options.envPairs = [...options.envPairs.filter((pair) => !isOptions(pair)), `NODE_OPTIONS=${withPreload(given)}`];
}

/** The synchronous ones share nothing that can be reached; without `env` the child inherits ours. */
function guardSyncChild(words) {
  for (const [at, options] of words.entries()) {
    if (!options?.env) continue;
    words[at] = { ...options, env: { ...options.env, NODE_OPTIONS: withPreload(options.env.NODE_OPTIONS) } };
  }
}

function install() {
  guard(net.Socket.prototype, "connect", checkConnect);
  guard(dgram.Socket.prototype, "connect", checkDatagramConnect);
  guard(dgram.Socket.prototype, "send", checkDatagram);
  for (const owner of [dns, dns.Resolver.prototype]) guardNames(owner, guard);
  for (const owner of [dns.promises, dns.promises.Resolver.prototype]) guardNames(owner, guardPromise);
  guard(childProcess.ChildProcess.prototype, "spawn", guardChild);
  for (const name of ["spawnSync", "execSync", "execFileSync"]) guard(childProcess, name, guardSyncChild);
  syncBuiltinESMExports();
  process.env.NODE_OPTIONS = withPreload(process.env.NODE_OPTIONS);
}

// The worker of a guarded test run may have it from NODE_OPTIONS already.
const INSTALLED = Symbol.for("hedge.tests.loopback-only");
if (globalThis[INSTALLED] === undefined) {
  globalThis[INSTALLED] = true;
  install();
}
