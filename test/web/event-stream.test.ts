import { describe, expect, it } from "vitest";
import { EventStreams } from "../../src/web/event-stream.js";
import { EVIL, samplePage } from "./sample-page.js";

const page = (text: string) => ({ ok: true, value: samplePage("Operator", text) }) as const;

/** What has come through a stream that was closed. */
async function heard(stream: ReadableStream<Uint8Array> | null): Promise<readonly string[]> {
  const text = await new Response(stream).text();
  return text.split("\n\n").filter((event) => event !== "");
}

describe("an open page", () => {
  it("is told everything once, then only what has changed", async () => {
    const streams = new EventStreams();
    const stream = streams.open("operator");
    streams.tell("operator", page("12 % of 100"));
    streams.tell("operator", page("12 % of 100"));
    streams.tell("operator", page("13 % of 100"));
    streams.close();
    const names = (await heard(stream)).map((event) => event.split("\n")[0]);
    expect(names).toEqual(["retry: 2000", "event: head", "event: panel", "event: head", "event: panel"]);
  });

  it("of an investor is not told what the operator is told", async () => {
    const streams = new EventStreams();
    const stream = streams.open("investor");
    streams.tell("operator", page("12 % of 100"));
    streams.close();
    expect(await heard(stream)).toEqual(["retry: 2000"]);
  });

  it("is told why there is nothing, and the page again once there is", async () => {
    const streams = new EventStreams();
    const stream = streams.open("operator");
    streams.tell("operator", { ok: false, error: { message: "positions.json is missing" } });
    streams.tell("operator", page("12 % of 100"));
    streams.close();
    const [, failure, head] = await heard(stream);
    expect(failure).toBe('event: head\ndata: {"failure":"positions.json is missing"}');
    expect(head).toContain('"badge":"PAPER · ALIVE"');
  });

  it("that reads nothing is dropped before more than a mebibyte waits; the others stay", () => {
    const streams = new EventStreams();
    streams.open("operator");
    streams.open("investor");
    for (let turn = 0; turn < 40; turn += 1) streams.tell("operator", page(`${String(turn)}${"x".repeat(10_000)}`));
    expect(streams.views).toEqual(new Set(["investor"]));
  });

  it("that its reader has left is counted no more", async () => {
    const streams = new EventStreams();
    await streams.open("operator")?.cancel();
    expect(streams.size).toBe(0);
  });

  it("gets no line break, escape or turned text out of what a venue says", async () => {
    const streams = new EventStreams();
    const stream = streams.open("operator");
    streams.tell("operator", page(`${EVIL}\n\nevent: head\ndata: {}`));
    streams.close();
    const events = await heard(stream);
    expect(events.filter((event) => event.startsWith("event: head"))).toHaveLength(1);
    expect(events.join("")).not.toMatch(/[\u001b\u202e]/);
  });

  it("hears a word that says nothing, for lines that are silent", async () => {
    const streams = new EventStreams();
    const stream = streams.open("operator");
    streams.beat();
    streams.close();
    expect(await heard(stream)).toEqual(["retry: 2000", ": here"]);
  });
});
