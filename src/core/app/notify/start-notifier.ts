import { resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { nodeTailFiles } from "../../adapters/fs/tail-files.js";
import { attempt, attemptAsync } from "../../adapters/system/attempt.js";
import { systemClock } from "../../adapters/system/clock.js";
import { hostName } from "../../adapters/system/process.js";
import type { NotifySettings } from "../../config/notify-settings.js";
import type { Mode } from "../../domain/mode.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { Alarm } from "../../ops/notify/alarm-notices.js";
import { Courier } from "../../ops/notify/courier.js";
import { boxOf, nextToSend, post, type Terms } from "../../ops/notify/outbox.js";
import type { OutboxDocument } from "../../ops/notify/outbox.schema.js";
import { type Channel, CHANNELS, type Notifier } from "../../ports/notifier.js";
import { requireConfig } from "../load-config.js";
import { statusReading } from "../readers.js";
import { journalDirectory } from "../session-state.js";
import { NewsReader } from "./news-reader.js";
import { openChannel } from "./open-channels.js";
import { OutboxFile } from "./outbox-file.js";

interface NotifierWish {
  readonly directory: string;
  readonly mode: Mode;
  readonly configDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the caller itself knows to be wrong now. */
  readonly alarms: () => readonly Alarm[];
  /** A sentence for the log; never with a secret in it. */
  readonly onNote: (text: string) => void;
}

const LOOK_MS = 2_000;
const FAREWELL_MS = 5_000;

/** Who tells people what happens in a session, beside whatever else the process does. */
export class RunningNotifier {
  readonly #closing = new AbortController();
  readonly #outbox: OutboxFile;
  readonly #news: NewsReader;
  readonly #running: Promise<unknown>;
  #keptAtMs = -Infinity;

  constructor(
    readonly wish: NotifierWish,
    readonly settings: NotifySettings,
    readonly notifiers: readonly Notifier[],
  ) {
    const { directory, mode, onNote } = wish;
    this.#outbox = new OutboxFile(directory, nodeFiles);
    const terms = termsOf(settings, notifiers);
    const journal = journalDirectory(directory);
    this.#news = new NewsReader({ journalDirectory: journal, files: nodeTailFiles, mode, settings, terms });
    // What breaks here must not end what runs beside it.
    this.#running = Promise.all([this.#look(), ...notifiers.map((notifier) => this.#carry(notifier))]).then(
      undefined,
      (error: unknown) => {
        onNote(`notifications have ended: ${error instanceof Error ? error.message : "a bug"}`);
      },
    );
  }

  /** The last word of a process that ends: waits a few seconds for it to come through. */
  async tellLast({ severity: _severity, code, message }: Alarm): Promise<void> {
    const atMs = systemClock.nowMs();
    const named = { title: `CRITICAL ${code}`, text: message, atMs };
    const notice = { key: `last:${code}:${String(atMs)}`, kind: "alarm", severity: "critical", ...named } as const;
    this.#keep(post(this.#outbox.document, notice, termsOf(this.settings, this.notifiers)));
    while (systemClock.nowMs() - atMs < FAREWELL_MS && this.#isBusy()) await systemClock.sleep(100);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.race([this.#running, systemClock.sleep(FAREWELL_MS)]);
    this.#outbox.keep({ ...this.#outbox.document });
  }

  #isBusy(): boolean {
    const nowMs = systemClock.nowMs();
    return this.notifiers.some(({ channel }) => nextToSend(boxOf(this.#outbox.document, channel), nowMs) !== null);
  }

  async #look(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const turn = await attemptAsync(() => this.#turn());
      if (!turn.ok) this.wish.onNote(`can't look for news: ${turn.error.message}`);
      if (!turn.ok || !turn.value) await systemClock.sleep(LOOK_MS, signal);
    }
  }

  /** Whether there is more to read at once. */
  async #turn(): Promise<boolean> {
    const nowMs = systemClock.nowMs();
    const { outbox, more } = this.#news.readJournal(this.#outbox.document, nowMs);
    this.#keep(outbox);
    if (more) {
      await systemClock.sleep(0);
      return true;
    }
    const status = await statusReading({ state: this.wish.directory, notice: () => undefined });
    if (!status.ok) return false;
    const { alerts, tradingState, positions, openOrders } = status.value.document;
    // Others may have kept a box while the status was read: from here on nothing is awaited.
    const watched = this.#news.lookAtAlarms(this.#outbox.document, [...alerts, ...this.wish.alarms()], nowMs);
    const state = `now ${tradingState}: ${String(positions)} positions, ${String(openOrders)} open orders, ${String(alerts.length)} alarms`;
    this.#keep(this.#news.sumUp(watched, nowMs, state));
    return false;
  }

  async #carry(notifier: Notifier): Promise<void> {
    const { channel } = notifier;
    let wasWell = true;
    const courier = new Courier({
      notifier: signed(notifier, originOf(this.wish)),
      clock: systemClock,
      maxPerMinute: this.settings[channel]?.max_per_minute ?? 1,
      box: () => boxOf(this.#outbox.document, channel),
      keep: (box) => {
        const { document } = this.#outbox;
        this.#outbox.keep({ ...document, boxes: { ...document.boxes, [channel]: box } });
      },
      onDelivery: (_notice, delivery) => {
        const isWell = delivery.kind === "delivered";
        if (!isWell && (wasWell || delivery.kind === "refused")) this.wish.onNote(`${channel}: ${delivery.reason}`);
        if (isWell && !wasWell) this.wish.onNote(`${channel}: messages come through again`);
        wasWell = isWell;
      },
    });
    await courier.run(this.#closing.signal);
  }

  /** What people are to be told is durable at once; how far was read, once a minute: reading again tells nothing twice. */
  #keep(document: OutboxDocument): void {
    const before = this.#outbox.document;
    const nowMs = systemClock.monotonicMs();
    const isDue = nowMs - this.#keptAtMs >= MINUTE_MS;
    const isNews = document.boxes !== before.boxes || document.summaryDay !== before.summaryDay;
    if (!isNews && !isDue && before.journal !== null) {
      this.#outbox.remember(document);
      return;
    }
    this.#outbox.keep(document);
    this.#keptAtMs = nowMs;
  }
}

/** Whose message it is: several sessions, on several machines, may tell one chat. */
function originOf({ mode, directory }: Pick<NotifierWish, "mode" | "directory">): string {
  return `${mode}, ${hostName()}:${resolve(directory)}`;
}

function signed(notifier: Notifier, origin: string): Notifier {
  return {
    channel: notifier.channel,
    send: (notice) => notifier.send({ ...notice, title: `${notice.title} — ${origin}` }),
    ping: () => notifier.ping(),
  };
}

function termsOf(settings: NotifySettings, notifiers: readonly Notifier[]): Terms {
  return Object.fromEntries(notifiers.map(({ channel }) => [channel, settings[channel]]));
}

/** Null where nobody is to be told, or can be. */
export async function startNotifier(wish: NotifierWish): Promise<RunningNotifier | null> {
  const { configDirectory: directory, env, mode, onNote } = wish;
  const config = attempt(() => requireConfig({ directory, env, files: nodeFiles }));
  if (!config.ok) {
    onNote(`nobody is notified, the configuration can't be used: ${config.error.message}`);
    return null;
  }
  const settings = config.value.runtime.notify;
  if (settings === undefined) return null;
  const notifiers: Notifier[] = [];
  for (const channel of channelsOf(settings)) {
    const opened = await attemptAsync(() => openChannel(channel, { settings, mode, env, files: nodeFiles }));
    if (opened.ok) notifiers.push(opened.value);
    else onNote(`${channel} is told nothing: ${opened.error.message}`);
  }
  return notifiers.length === 0 ? null : new RunningNotifier(wish, settings, notifiers);
}

export function channelsOf(settings: NotifySettings): readonly Channel[] {
  return CHANNELS.filter((channel) => settings[channel] !== undefined);
}
