import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeFrame,
  encodeHello,
  SessionDecoder,
  type SessionMessage,
} from "../../../../src/core/adapters/control/session-wire.js";
import type { SessionFrame } from "../../../../src/core/ports/session-port.js";

const frame: fc.Arbitrary<SessionFrame> = fc.oneof(
  fc.record({
    kind: fc.constant("lines" as const),
    file: fc.string(),
    identity: fc.string(),
    offset: fc.nat(),
    isHead: fc.boolean(),
    bytes: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({ kind: fc.constant("document" as const), file: fc.string(), text: fc.string({ unit: "grapheme" }) }),
  fc.record({
    kind: fc.constant("cut" as const),
    seq: fc.nat(),
    series: fc.array(fc.record({ file: fc.string(), identity: fc.string(), length: fc.nat() }), { maxLength: 5 }),
  }),
);

describe("frames of a session on the wire", () => {
  it("come out as they went in, wherever the bytes are cut", () => {
    const property = fc.property(
      fc.array(frame),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
      (frames, cuts) => {
        const bytes = Buffer.concat([Buffer.from(encodeHello(7)), ...frames.map((one, n) => encodeFrame(n + 1, one))]);
        const decoder = new SessionDecoder();
        const heard: SessionMessage[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const next = at + (cuts[i % cuts.length] ?? 1);
          const messages = decoder.push(bytes.subarray(at, next));
          if (!messages.ok) throw new Error(messages.error);
          heard.push(...messages.value);
          at = next;
        }
        expect(heard.slice(1)).toEqual(frames.map((one, n) => ({ kind: "frame", n: n + 1, frame: one })));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("a header that never ends is refused after 64 KiB, not kept", () => {
    const decoder = new SessionDecoder();
    expect(decoder.push(Buffer.alloc(65_536, "x"))).toEqual({ ok: true, value: [] });
    expect(decoder.push(Buffer.alloc(1, "x"))).toEqual({ ok: false, error: "a header never ends" });
  });
});
