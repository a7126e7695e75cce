import { afterAll, expect, it, vi } from "vitest";
import { ofType } from "../support/engine-story.js";
import { SessionLab } from "./support/session-lab.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let lab: SessionLab;

afterAll(async () => {
  await lab.dispose();
});

it("decides 20 ms after the last cycle, between two bars, and a replay decides the same", async () => {
  lab = await SessionLab.open({ symbols: ["BTCUSDT"], overrides: { "strategy_config.poll_seconds": 0.02 } });
  const cycles = () => ofType(lab.events, "cycle.decided");
  const polls = () => cycles().filter(({ trigger }) => trigger === "poll");
  await lab.until(
    () => polls().length >= 3 && cycles().some(({ trigger }) => trigger === "bar"),
    "3 polls and a bar",
    20_000,
  );
  expect(lab.events.find(({ seq }) => seq === polls()[0]!.seq - 1)).toMatchObject({
    type: "poll.elapsed",
    missing: [],
  });
  // No instant is decided twice: ids of intents are made of it. A flip opens, where its cycle closed.
  const instants = cycles().flatMap(({ trigger, atMs }) => (trigger === "flip" ? [] : [atMs]));
  expect(instants).toEqual([...new Set(instants)]);
  expect(await lab.finish()).toEqual([]);
});
