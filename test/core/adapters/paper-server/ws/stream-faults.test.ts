import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { FaultHooks, FrameFault } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { handClock, openVenue } from "../market/open-venue.js";
import type { HandClock, OpenVenue } from "../market/open-venue.js";
import { connect } from "./stream-client.js";
import type { StreamClient } from "./stream-client.js";

const FROM = "2024-03-01T00:00:00Z";

describe("sockets under a fault script", () => {
  let venue: OpenVenue;
  let clock: HandClock;
  let hooks: { -readonly [K in keyof FaultHooks]: FaultHooks[K] };
  const clients: StreamClient[] = [];

  beforeEach(async () => {
    clock = handClock();
    hooks = { ...NO_FAULTS };
    venue = await openVenue({ from: FROM, clock, hooks });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await venue.close();
  });

  const open = async (path: string): Promise<StreamClient> => {
    const client = await connect(`${venue.wsUrl}${path}`);
    clients.push(client);
    return client;
  };

  const market = async (stream: string): Promise<StreamClient> => {
    const client = await open("/market/ws/3");
    await client.request("SUBSCRIBE", [stream]);
    return client;
  };

  /** Turns with 100 ms of wall time between them. */
  const turns = (count: number): void => {
    for (let turn = 0; turn < count; turn += 1) {
      venue.turn();
      clock.pass(100);
    }
  };

  it("refuse handshakes, or accept them and stay mute", async () => {
    hooks.onConnect = (route) => (route === "public" ? "refuse" : "silent");
    await expect(connect(`${venue.wsUrl}/public/ws`)).rejects.toThrow("503");
    const mute = await open("/market/ws/btcusdt@markPrice@1s");
    mute.send({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    turns(30);
    hooks.onConnect = () => "accept";
    const other = await market("btcusdt@markPrice@1s");
    turns(10);
    await other.until(() => other.texts.length > 1);
    expect(mute.texts).toEqual([]);
  });

  it("drop, double, delay and swap frames of the named stream", async () => {
    const script: FrameFault[] = [
      { kind: "pass" },
      { kind: "drop" },
      { kind: "duplicate" },
      { kind: "swap_with_next" },
      { kind: "pass" },
      { kind: "delay", wallMs: 1 },
    ];
    const names: string[] = [];
    hooks.onFrame = (_route, name) => {
      names.push(name);
      return script[names.length - 1] ?? { kind: "pass" };
    };
    const client = await market("btcusdt@markPrice@1s");
    for (let second = 0; second < 6; second += 1) {
      venue.turn();
      clock.pass(1_000);
    }
    await client.until(() => client.frames("markPriceUpdate").length === 6);
    const seconds = client.frames("markPriceUpdate").map(({ E }) => ((E as number) - Date.parse(FROM)) / 1_000);
    expect(new Set(names)).toEqual(new Set(["btcusdt@markPrice@1s"]));
    expect(seconds).toEqual([0, 2, 2, 4, 3, 5]);
  });

  it("close the sockets of a route, and silence one for 5 s", async () => {
    const client = await market("btcusdt@markPrice@1s");
    const gone = await open("/public/ws");
    venue.streams.closeRoute("public");
    await gone.until(() => gone.socket.readyState === gone.socket.CLOSED);
    venue.streams.silence("market", 5_000);
    turns(50);
    turns(20);
    await client.until(() => client.frames("markPriceUpdate").length > 0);
    const [first] = client.frames("markPriceUpdate");
    expect(first!.E).toBe(Date.parse(FROM) + 5_000);
  });

  it("lose one difference of a book: the next one's pu is not the u before", async () => {
    const client = await open("/public/ws/btcusdt@depth@100ms");
    turns(3);
    venue.publisher.depth.loseNext("BTCUSDT");
    turns(3);
    await client.until(() => client.frames("depthUpdate").length === 5);
    const frames = client.frames("depthUpdate");
    const broken = frames.map(({ pu }, at) => at > 0 && pu !== frames[at - 1]!.u);
    expect(broken).toEqual([false, false, false, true, false]);
  });
});
