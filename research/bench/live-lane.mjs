// A live session's parts without its decisions, and one round trip through them: for live-latency.mjs.
import { performance } from "node:perf_hooks";
import { connectUsdm } from "../../dist/core/adapters/binance-usdm/connect.js";
import { UsdmGateway } from "../../dist/core/adapters/binance-usdm/gateway.js";
import { Secret } from "../../dist/core/adapters/ccxt/secret.js";
import { ConnectBudget } from "../../dist/core/adapters/ccxt/connect-budget.js";
import { listenKeysOver } from "../../dist/core/adapters/binance-usdm/streams/rest-questions.js";
import { UserStream } from "../../dist/core/adapters/binance-usdm/streams/user-stream.js";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { InputQueue } from "../../dist/core/adapters/live/input-queue.js";
import { LiveAccount } from "../../dist/core/adapters/live/live-account.js";
import { createLiveDriver } from "../../dist/core/adapters/live/live-driver.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { createRng } from "../../dist/core/lib/rng.js";
import { emptyTail } from "../../dist/core/journal/read.js";
import { JournalWriter } from "../../dist/core/journal/writer.js";

/** The parts that a session joins: gateway, private stream, account, queue, driver and journal; nothing decides. */
export async function openLane({ url, wsUrl, apiKey, apiSecret }, directory) {
  const connection = await connectUsdm({
    endpoints: { rest: url, ws: wsUrl },
    mode: "testnet",
    credentials: { key: new Secret(apiKey), secret: new Secret(apiSecret) },
    clock: systemClock,
    limitsDirectory: null,
  });
  await connection.clock.sync();
  const venueClock = connection.clock;
  const userStream = new UserStream({
    wsBase: wsUrl,
    checkUrl: (address) => connection.guard.check(address, true),
    keys: listenKeysOver(connection.client),
    names: { account: "main", quoteAssetOf: () => "USDT" },
    ...{ clock: systemClock, venueClock, rng: createRng("latency"), budget: new ConnectBudget(systemClock) },
    ordersLive: () => true,
    notices: { onFunding: () => undefined, onAmended: () => undefined, onMarginCall: () => undefined },
  });
  const gateway = new UsdmGateway({ ...connection, userStream, venue: "binance-usdm" });
  const queue = new InputQueue();
  const account = new LiveAccount({
    ...{
      account: "main",
      gateway,
      queue,
      clock: systemClock,
      venueClock,
      symbols: ["BTCUSDT"],
      settings: [],
      foreignPolicy: "halt",
    },
    ...{ reconcileEveryMs: 600_000, holding: () => "0", wallet: () => "0", markOf: () => null },
    mayNotLeave: { order: () => null, change: () => null },
    onBug: (error) => queue.fail(error),
  });
  const stop = new AbortController();
  const driver = createLiveDriver({ queue, clock: systemClock, venueClock, stop: stop.signal });
  const options = { files: nodeFiles, directory, mode: "testnet", clock: systemClock };
  const journal = new JournalWriter({ ...options, segmentBytes: 1 << 26, syncEveryMs: 0 }, emptyTail());
  const startMs = venueClock.nowMs();
  account.start([], { agreedMs: startMs, walletsAtMs: startMs });
  const next = async (wanted) => {
    for (;;) {
      const event = await driver.next(null);
      if (wanted(event)) return event;
    }
  };
  await next((event) => event.type === "connection.changed" && event.channel === "user" && event.up);
  const tick = async () => {
    const pushedMs = performance.now();
    queue.push({ type: "market.marks", atMs: venueClock.nowMs(), rows: [["BTCUSDT", 1, null, null]] });
    await next(({ type }) => type === "market.marks");
    return pushedMs;
  };
  return { broker: account.broker, journal, next, tick, close: () => account.close() };
}

/** When the next order left this process, and when its answer came. */
function nextOrder(wire) {
  return new Promise((resolve) => {
    wire.onSend = (request) => {
      if (request.method !== "POST") return;
      const sentMs = performance.now();
      wire.onAnswer = (answered) => answered === request && resolve({ sentMs, answeredMs: performance.now() });
    };
  });
}

const MARKET = {
  account: "main",
  symbol: "BTCUSDT",
  type: "market",
  price: null,
  triggerPrice: null,
  timeInForce: "GTC",
};
const PLAIN = {
  ...MARKET,
  postOnly: false,
  expireAtMs: null,
  reduceOnly: false,
  closePosition: false,
  workingType: "mark",
};

/** Buys after a durable intent, protects the fill, withdraws the stop and sells without waiting for the journal. */
export async function roundTrip({ broker, journal, next, tick }, { samples, index, wire }) {
  const send = async (request, fromMs, durable) => {
    const order = nextOrder(wire);
    if (durable) {
      const startMs = performance.now();
      journal.append({ type: "order.submitted", atMs: 0, clientOrderId: request.clientOrderId }, "bench");
      await journal.commit();
      samples.commit.push(performance.now() - startMs);
    }
    broker.place(request, 0);
    const { sentMs, answeredMs } = await order;
    samples.sendToAck.push(answeredMs - sentMs);
    return { sendMs: sentMs - fromMs, acknowledgedMs: answeredMs - fromMs };
  };
  let filledMs = 0;
  wire.push = ({ type }) => type === "order.filled" && (filledMs = performance.now());
  const buy = { ...PLAIN, clientOrderId: `b${index}`, side: "buy", qty: "0.010" };
  samples.durableTickToSend.push((await send(buy, await tick(), true)).sendMs);
  const fill = await next(({ type }) => type === "order.filled");
  const trigger = {
    type: "stop_market",
    triggerPrice: String(Math.round(Number(fill.price) * 0.8)),
    closePosition: true,
  };
  const stop = { ...PLAIN, ...trigger, clientOrderId: `s${index}`, side: "sell", qty: null };
  const protectedBy = await send(stop, filledMs, true);
  samples.fillToStopSent.push(protectedBy.sendMs);
  samples.fillToStopAcknowledged.push(protectedBy.acknowledgedMs);
  await next(({ type, clientOrderId }) => type === "order.acknowledged" && clientOrderId === stop.clientOrderId);
  broker.cancel(stop.clientOrderId, stop.symbol, 0);
  await next(({ type }) => type === "order.canceled");
  // The answer to the cancel comes beside its frame: worked off behind the tick, it would be 0.3 ms of another order's time.
  await systemClock.sleep(5);
  const sell = { ...PLAIN, clientOrderId: `x${index}`, side: "sell", qty: "0.010", reduceOnly: true };
  samples.tickToSend.push((await send(sell, await tick(), false)).sendMs);
  await next(({ type }) => type === "order.filled");
  // Three orders each: entries may use 960 of the venue's 1,200 a minute, and one held back would spoil the sample.
  await systemClock.sleep(230);
}
