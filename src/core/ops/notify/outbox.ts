import { type NoticeSeverity, isAtLeast, SEVERITIES } from "../../domain/severity.js";
import type { Channel, Delivery, Notice } from "../../ports/notifier.js";
import type { Box, OutboxDocument } from "./outbox.schema.js";

export const EMPTY_OUTBOX: OutboxDocument = {
  schema: "hedge.outbox/1",
  journal: null,
  raised: {},
  summaryDay: null,
  boxes: {},
};

/** What a channel takes. */
export interface ChannelTerms {
  readonly min_severity: NoticeSeverity;
  readonly daily_summary: boolean;
}

export type Terms = Partial<Readonly<Record<Channel, ChannelTerms>>>;

/** A channel that is down for a weekend holds so many; then the mildest, oldest first, go unsaid. */
const MOST_WAITING = 200;
const MOST_KEYS = 500;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 900_000;
/** Whatever the other side asks for: nobody may silence alarms for longer. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

const EMPTY_BOX: Box = {
  waiting: [],
  sent: [],
  failures: 0,
  notBeforeMs: 0,
  deliveredAtMs: null,
  problem: null,
  dropped: 0,
};

export function boxOf(outbox: OutboxDocument, channel: Channel): Box {
  return outbox.boxes[channel] ?? EMPTY_BOX;
}

/** Puts a message into the box of each channel that takes it, once: a key that waits or was sent is known. */
export function post(outbox: OutboxDocument, notice: Notice, terms: Terms): OutboxDocument {
  const boxes = { ...outbox.boxes };
  for (const [channel, wanted] of Object.entries(terms) as [Channel, ChannelTerms][]) {
    const box = boxOf(outbox, channel);
    const isWanted = notice.kind === "summary" ? wanted.daily_summary : isAtLeast(notice.severity, wanted.min_severity);
    const isKnown = box.sent.includes(notice.key) || box.waiting.some(({ key }) => key === notice.key);
    if (isWanted && !isKnown) boxes[channel] = bounded({ ...box, waiting: [...box.waiting, { ...notice }] });
  }
  return { ...outbox, boxes };
}

function bounded(box: Box): Box {
  if (box.waiting.length <= MOST_WAITING) return box;
  const mildest = SEVERITIES.find((severity) => box.waiting.some((notice) => notice.severity === severity));
  const at = box.waiting.findIndex(({ severity }) => severity === mildest);
  return { ...box, waiting: box.waiting.toSpliced(at, 1), dropped: box.dropped + 1 };
}

/** The next message to send: the most severe, oldest first; null where nothing is due. */
export function nextToSend(box: Box, nowMs: number): Notice | null {
  if (nowMs < box.notBeforeMs) return null;
  const worst = SEVERITIES.findLast((severity) => box.waiting.some((notice) => notice.severity === severity));
  return box.waiting.find(({ severity }) => severity === worst) ?? null;
}

/** The box after a try. */
export function settle(box: Box, { key }: Notice, delivery: Delivery, nowMs: number): Box {
  const waiting = box.waiting.filter((notice) => notice.key !== key);
  const sent = [...box.sent, key].slice(-MOST_KEYS);
  switch (delivery.kind) {
    case "delivered":
      return { ...box, waiting, sent, failures: 0, notBeforeMs: 0, deliveredAtMs: nowMs, problem: null };
    case "refused":
      return { ...box, waiting, sent, failures: 0, problem: delivery.reason, dropped: box.dropped + 1 };
    case "later": {
      const failures = box.failures + 1;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      const askedMs = Math.min(delivery.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
      return {
        ...box,
        failures,
        notBeforeMs: nowMs + Math.max(askedMs, delivery.retryAfterMs === null ? pauseMs : 0),
        problem: delivery.reason,
      };
    }
  }
}
