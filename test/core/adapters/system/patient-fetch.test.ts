import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { fetchPatiently } from "../../../../src/core/adapters/system/patient-fetch.js";
import { sparePort } from "../../../support/spare-port.js";

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Sends `chunks` bytes, one every `everyMs`, and ends only if told to. */
async function dripping(chunks: number, everyMs: number, isEnding: boolean): Promise<string> {
  server = createServer((_, answer) => {
    void (async () => {
      answer.writeHead(200);
      for (let sent = 0; sent < chunks; sent++) {
        answer.write("x");
        await sleep(everyMs);
      }
      if (isEnding) answer.end();
    })();
  });
  const port = await sparePort();
  await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String(port)}/`;
}

it("waits for an answer of 12 bytes that takes three times the silence it bears", async () => {
  const address = await dripping(12, 500, true);
  const answer = await fetchPatiently(address, { silenceMs: 2_000, uploadBytes: 0 });
  expect([answer.status, answer.bytes.length]).toEqual([200, 12]);
}, 30_000);

it("gives up a server that falls silent in the middle, with a TimeoutError", async () => {
  const address = await dripping(2, 10, false);
  await expect(fetchPatiently(address, { silenceMs: 300, uploadBytes: 0 })).rejects.toMatchObject({
    name: "TimeoutError",
  });
});
