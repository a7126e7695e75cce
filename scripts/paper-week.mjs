/**
 * A simulated week at the paper venue: starts `hedge paper serve` at an hour a second, trades it in testnet mode through
 * ccxt over real sockets, and compares the books with the venue's at the end. Everything stays on this machine.
 *
 *   npm run paper-week [-- --hours 168 --speed 3600]
 */
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Decimal } from "decimal.js";

const { values } = parseArgs({
  options: { hours: { type: "string", default: "168" }, speed: { type: "string", default: "3600" } },
});
const launcher = fileURLToPath(new URL("../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../config", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "hedge-week-"));
const state = join(directory, "state");

/**
 * What a child gets of this shell: no key, no override and no interlock of a real session, whatever is exported here. A
 * key meant for a real venue must not be shown to a simulated one. For the same reason they run in a directory of their
 * own, where no `.env` lies.
 */
function cleanEnvironment() {
  const isOfASession =
    /^(?:HEDGE__.*|ENV|ALLOW_PROD_WRITE|CREDENTIALS_DIRECTORY|.*API_(?:KEY|SECRET|PASSWORD|PASSPHRASE).*|.*AGE_IDENTITY.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfASession.test(name)));
}

const children = [];

/** `hedge WORDS` as a child; what it says beside its document goes to this terminal. */
function start(words, env = {}) {
  const options = { stdio: ["ignore", "pipe", "inherit"], env: { ...cleanEnvironment(), ...env }, cwd: directory };
  const child = spawn(process.execPath, [launcher, ...words, "--config", config, "--json"], options);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  children.push({ child, ended });
  return { child, ended };
}

/** The executor first: it still has a venue then, and says what became of its orders. */
async function endAll() {
  for (const { child, ended } of [...children].reverse()) {
    child.kill("SIGTERM");
    await ended;
  }
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };
let stoppedBy = null;
for (const signal of Object.keys(EXIT_CODES)) {
  process.on(signal, () => {
    stoppedBy ??= signal;
    void endAll();
  });
}

const venue = start(["paper", "serve", "--port", "0", "--speed", values.speed]).child;

/** The one line that `paper serve` prints when it is ready. */
async function ready() {
  for await (const line of createInterface({ input: venue.stdout })) return JSON.parse(line);
  throw new Error("the paper venue ended before it was ready");
}

/** Runs the executor and returns its summary; its progress and warnings go to this terminal. */
async function trade({ url, wsUrl, apiKey, apiSecret }) {
  const env = {
    ENV: "testnet",
    BINANCE_API_KEY: apiKey,
    BINANCE_API_SECRET: apiSecret,
    HEDGE__VENUES__BINANCE__TESTNET__REST: url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: wsUrl,
  };
  const words = ["executor", "--mode", "testnet", "--state", state, "--cycles", values.hours];
  const { child: executor, ended } = start(words, env);
  let printed = "";
  executor.stdout.on("data", (chunk) => (printed += chunk));
  const code = await ended;
  if (stoppedBy !== null) return null;
  if (code !== 0) throw new Error(`hedge executor ended with exit code ${code}: ${printed}`);
  return JSON.parse(printed);
}

async function ask({ url, apiKey, apiSecret }, path, wanted = {}) {
  const { serverTime } = await (await fetch(`${url}/fapi/v1/time`)).json();
  const query = new URLSearchParams({ ...wanted, timestamp: String(serverTime) }).toString();
  const signature = createHmac("sha256", apiSecret).update(query).digest("hex");
  const answer = await fetch(`${url}${path}?${query}&signature=${signature}`, { headers: { "X-MBX-APIKEY": apiKey } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** What the venue's own records add up to at the instant at which the books ended: its time goes on without us. */
async function venueAt(paper, atMs) {
  const { assets, positions } = await ask(paper, "/fapi/v3/account");
  const later = await ask(paper, "/fapi/v1/income", { startTime: String(atMs + 1), limit: "1000" });
  const usdt = assets.find(({ asset }) => asset === "USDT");
  const wallet = later.reduce((sum, { income }) => sum.minus(income), new Decimal(usdt.walletBalance));
  const held = new Map(positions.map(({ symbol, positionAmt }) => [symbol, new Decimal(positionAmt)]));
  for (const symbol of new Set(later.map((row) => row.symbol).filter((name) => name !== ""))) {
    for (const { side, qty } of await ask(paper, "/fapi/v1/userTrades", { symbol, startTime: String(atMs + 1) })) {
      held.set(symbol, (held.get(symbol) ?? new Decimal(0)).plus(side === "BUY" ? `-${qty}` : qty));
    }
  }
  return { wallet, held };
}

function booksOf(summary) {
  const { navStart, realizedPnl, fees, funding } = summary;
  const wallet = new Decimal(navStart).plus(realizedPnl).minus(fees).plus(funding);
  const held = new Map(
    summary.positions.map(({ symbol, side, qty }) => [symbol, new Decimal(side === "short" ? `-${qty}` : qty)]),
  );
  return { wallet, held, atMs: newestMs() };
}

/** The newest instant that the books know: stamps of the venue and of our own clock lie up to a minute of market time apart. */
function newestMs() {
  const journal = join(state, "journal");
  const segments = readdirSync(journal).filter((name) => name.endsWith(".jsonl"));
  const lines = segments.flatMap((name) => readFileSync(join(journal, name), "utf8").trimEnd().split("\n"));
  return lines.reduce((newest, line) => Math.max(newest, Date.parse(JSON.parse(line).at)), 0);
}

function differences(books, venue) {
  const zero = new Decimal(0);
  const symbols = [...new Set([...books.held.keys(), ...venue.held.keys()])].sort();
  const rows = [["wallet USDT", books.wallet, venue.wallet]];
  for (const symbol of symbols) rows.push([symbol, books.held.get(symbol) ?? zero, venue.held.get(symbol) ?? zero]);
  for (const [name, ours, theirs] of rows) {
    process.stdout.write(
      `  ${name.padEnd(12)} books ${ours.toFixed().padStart(16)}   venue ${theirs.toFixed().padStart(16)}\n`,
    );
  }
  return rows.filter(([, ours, theirs]) => !ours.equals(theirs)).map(([name]) => name);
}

async function week() {
  const paper = await ready();
  process.stdout.write(`paper venue at ${paper.url}, ${values.speed} market seconds a second, ${values.hours} hours\n`);
  const summary = await trade(paper);
  if (summary === null) return 1;
  const { cycles, orders, fills, fees, funding, realizedPnl, navEnd, notes } = summary;
  process.stdout.write(`${cycles} cycles, ${orders.sent} orders, ${fills} fills, NAV ${navEnd}\n`);
  process.stdout.write(`realised ${realizedPnl}, fees ${fees}, funding ${funding}\n`);
  for (const note of notes) process.stdout.write(`note: ${note}\n`);
  const books = booksOf(summary);
  const differing = differences(books, await venueAt(paper, books.atMs));
  process.stdout.write(differing.length === 0 ? "books and venue agree\n" : `they differ in ${differing.join(", ")}\n`);
  return differing.length === 0 ? 0 : 9;
}

try {
  process.exitCode = await week();
} catch (error) {
  if (stoppedBy === null) process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
  if (stoppedBy !== null) process.exitCode = EXIT_CODES[stoppedBy];
}
