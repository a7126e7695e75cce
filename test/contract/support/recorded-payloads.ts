import { fixture } from "../../core/adapters/binance-usdm/support/loopback-venue.js";
import { frameText } from "../../core/adapters/binance-usdm/streams/support/frames.js";

type Fields = Readonly<Record<string, unknown>>;

/** A payload of the fixtures about an order of ours: only what names it, counts it and stamps it is replaced. */
export function recorded(file: string, changes: Fields): Fields {
  return { ...(fixture(file) as Fields), ...changes };
}

/** The first row of a recorded list, changed likewise. */
export function recordedRow(file: string, changes: Fields): Fields {
  const [row] = fixture(file) as readonly Fields[];
  return { ...row, ...changes };
}

/** A frame of the private stream, in its envelope where it was recorded in one. */
export function recordedFrame(file: string, atMs: number, order: Fields): Fields {
  const frame = JSON.parse(frameText(`user/${file}`)) as Fields;
  const enveloped = frame["data"] as Fields | undefined;
  const payload = enveloped ?? frame;
  const changed = { ...payload, T: atMs, E: atMs, o: { ...(payload["o"] as Fields), ...order } };
  return enveloped === undefined ? changed : { ...frame, data: changed };
}
