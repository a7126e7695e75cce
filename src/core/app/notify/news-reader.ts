import type { JournalEvent } from "../../domain/event.js";
import type { Mode } from "../../domain/mode.js";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import type { NotifySettings } from "../../config/notify-settings.js";
import { JournalFollower } from "../../journal/follow.js";
import { type Alarm, watchAlarms } from "../../ops/notify/alarm-notices.js";
import { DayBook, utcDay } from "../../ops/notify/day-book.js";
import { eventNotice } from "../../ops/notify/event-notices.js";
import { post, type Terms } from "../../ops/notify/outbox.js";
import type { OutboxDocument } from "../../ops/notify/outbox.schema.js";
import type { Notice } from "../../ports/notifier.js";
import type { TailFiles } from "../../ports/tail-files.js";

interface NewsDeps {
  readonly journalDirectory: string;
  readonly files: TailFiles;
  readonly mode: Mode;
  readonly settings: NotifySettings;
  readonly terms: Terms;
}

/** Reads what happened in a session, and puts what people should know into the outbox. Reads its files and nothing else. */
export class NewsReader {
  #follower: JournalFollower;
  #days = new DayBook();
  #generation: string | null = null;
  #seq = 0;

  constructor(readonly deps: NewsDeps) {
    this.#follower = new JournalFollower(deps.files, deps.journalDirectory);
  }

  /** Some lines of the journal; whether there may be more. What was there before the first look ever is history. */
  readJournal(outbox: OutboxDocument, nowMs: number): { readonly outbox: OutboxDocument; readonly more: boolean } {
    const events = this.#follower.next();
    if (events === null) {
      // Another journal, or one that is broken: whoever looks at it says so.
      this.#beginAnew();
      return { outbox, more: false };
    }
    if (events.length > 0) return { outbox: this.#hear(outbox, events, nowMs), more: true };
    const journal = this.#generation === null ? null : { generation: this.#generation, seq: this.#seq };
    const isKnown = outbox.journal?.generation === journal?.generation && outbox.journal?.seq === journal?.seq;
    return { outbox: isKnown ? outbox : { ...outbox, journal }, more: false };
  }

  #beginAnew(): void {
    const { files, journalDirectory } = this.deps;
    this.#follower = new JournalFollower(files, journalDirectory);
    this.#days = new DayBook();
    this.#generation = null;
    this.#seq = 0;
  }

  #hear(outbox: OutboxDocument, events: readonly JournalEvent[], nowMs: number): OutboxDocument {
    let next = outbox;
    for (const event of events) {
      this.#generation ??= event.hash;
      this.#seq = event.seq;
      this.#days.add(event);
      const { journal } = outbox;
      const isNews = journal !== null && (journal.generation !== this.#generation || event.seq > journal.seq);
      const notice = isNews ? eventNotice(event, this.#generation, nowMs) : null;
      if (notice !== null) next = post(next, notice, this.deps.terms);
    }
    return next;
  }

  lookAtAlarms(outbox: OutboxDocument, alarms: readonly Alarm[], nowMs: number): OutboxDocument {
    const { settle_seconds: settleSeconds, repeat_minutes: repeatMinutes } = this.deps.settings;
    const terms = { settleMs: settleSeconds * SECOND_MS, repeatMs: repeatMinutes * MINUTE_MS };
    const { raised, notices } = watchAlarms(outbox.raised, alarms, nowMs, terms);
    return this.#postAll({ ...outbox, raised }, notices);
  }

  /** The day before, once its hour has come. Days of recorded data are nobody's yesterday. */
  sumUp(outbox: OutboxDocument, nowMs: number, state: string): OutboxDocument {
    const [hours = "0", minutes = "0"] = this.deps.settings.daily_summary_utc.split(":");
    const dueMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
    const day = utcDay(nowMs) - 1;
    const isDue = this.deps.mode !== "paper" && nowMs % DAY_MS >= dueMs && (outbox.summaryDay ?? -1) < day;
    if (!isDue) return outbox;
    const notice = this.#days.summary(day, nowMs, state);
    return this.#postAll({ ...outbox, summaryDay: day }, notice === null ? [] : [notice]);
  }

  #postAll(outbox: OutboxDocument, notices: readonly Notice[]): OutboxDocument {
    return notices.reduce((before, notice) => post(before, notice, this.deps.terms), outbox);
  }
}
