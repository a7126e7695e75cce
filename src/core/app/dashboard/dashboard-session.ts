import { nodeFiles } from "../../adapters/fs/node-files.js";
import { nodeTailFiles } from "../../adapters/fs/tail-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { systemClock, yieldToEventLoop } from "../../adapters/system/clock.js";
import { randomToken } from "../../adapters/system/random-token.js";
import { serviceNotice } from "../../adapters/system/service-notice.js";
import { listenForStop } from "../../adapters/system/signals.js";
import { JournalFollower } from "../../journal/follow.js";
import { readRates } from "../../journal/rates-file.js";
import type { Mode } from "../../domain/mode.js";
import type { Clock } from "../../lib/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { LivePage } from "../../page/live-page.js";
import { BookHistory } from "../../readmodel/book-history.js";
import { readPositions } from "../../readmodel/books.js";
import { operatorPage } from "../../readmodel/dashboard/operator-page.js";
import { randAmounts, randNow, type RandView } from "../../readmodel/rand.js";
import type { ReadFailure } from "../../readmodel/read-state.js";
import { readRisk } from "../../readmodel/risk.js";
import { readRouter } from "../../readmodel/router.js";
import { readVetoes, type VetoesDocument } from "../../readmodel/series.js";
import { readStatus } from "../../readmodel/status.js";
import { forInvestors } from "../../research/tearsheet/for-investors.js";
import { booksSource } from "../../research/tearsheet/from-books.js";
import { investorPage } from "../../research/tearsheet/investor-page.js";
import { type TearSheetModel, tearSheetModel, worthOf } from "../../research/tearsheet/model.js";
import type { StatePlace } from "../choose-state.js";
import { LinkedState } from "../screens/linked-state.js";
import { journalDirectory, requireStateDirectory } from "../session-state.js";

/** The page says so above them. */
const VETOES_SINCE = "7d";

type Looked = Result<LivePage, ReadFailure>;

/** What a read-only page is served from. */
interface DashboardSession {
  readonly directory: string;
  readonly mode: Mode | null;
  readonly source: { look(view: "operator" | "investor"): Promise<Looked> };
  readonly clock: Clock;
  readonly makeSecret: () => string;
  /** Serves until SIGTERM or Ctrl-C; returns the exit code of that signal. */
  untilStopped(serve: (signal: AbortSignal) => Promise<void>): Promise<number>;
}

/** Opens the books of a session to look at. Errors: Failure 3 where there are none. */
export async function dashboardSession(place: StatePlace): Promise<DashboardSession> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const books = new FollowedBooks(new LinkedState(directory, { series: false }));
  await books.catchUp();
  return {
    directory,
    mode: books.mode,
    source: { look: (view) => books.look(view) },
    clock: systemClock,
    makeSecret: randomToken,
    untilStopped,
  };
}

async function untilStopped(serve: (signal: AbortSignal) => Promise<void>): Promise<number> {
  const stop = listenForStop();
  const notice = serviceNotice();
  try {
    notice.ready();
    await serve(stop.signal);
    return stop.exitCode() ?? 0;
  } finally {
    stop.dispose();
    await notice.close();
  }
}

/** The books of a state directory, followed while an executor writes them. */
class FollowedBooks {
  #follower: JournalFollower;
  #history = new BookHistory();
  #catching: Promise<void> | null = null;
  /** The investors' figures of so many bars: they are made once. */
  #investor: { readonly bars: number; readonly model: TearSheetModel } | null = null;
  /** The vetoes of a file of so many bytes, of one hour: it may hold years of them. */
  #vetoes: { readonly of: string; readonly document: VetoesDocument } | null = null;

  constructor(readonly state: LinkedState) {
    this.#follower = this.#begin();
  }

  get mode(): Mode | null {
    return this.#history.mode;
  }

  async look(view: "operator" | "investor"): Promise<Looked> {
    // A file that can't be read now may be again at the next look: the page says why, and goes on.
    const looked = await attemptAsync(async () => {
      await this.catchUp();
      return view === "operator" ? this.#operator() : this.#investors();
    });
    return looked.ok ? looked.value : err({ code: "unreadable", message: looked.error.message });
  }

  /** Reads what has been added, in parts: others are answered in between. One at a time. */
  catchUp(): Promise<void> {
    this.#catching ??= this.#readOn().finally(() => {
      this.#catching = null;
    });
    return this.#catching;
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const events = this.#follower.next();
      if (events === null) {
        this.#follower = this.#begin();
        this.#history = new BookHistory();
        this.#investor = null;
        return;
      }
      for (const event of events) this.#history.onEvent(event);
      if (events.length === 0) return;
      await yieldToEventLoop();
    }
  }

  #begin(): JournalFollower {
    return new JournalFollower(nodeTailFiles, journalDirectory(this.state.directory));
  }

  async #operator(): Promise<Looked> {
    const { state } = this;
    const life = await state.look();
    const status = await readStatus(state, life);
    if (!status.ok) return status;
    const positions = readPositions(state);
    if (!positions.ok) return positions;
    const risk = await readRisk(state);
    if (!risk.ok) return risk;
    const router = readRouter(state, {});
    if (!router.ok) return router;
    const vetoes = await this.#newestVetoes(status.value.at);
    if (!vetoes.ok) return vetoes;
    return ok(
      operatorPage({
        ...{ status: status.value, positions: positions.value, risk: risk.value },
        ...{ router: router.value, vetoes: vetoes.value, history: this.#history },
        rand: this.#rand(randAmounts(status.value.nav.value, null)),
      }),
    );
  }

  async #newestVetoes(at: string): Promise<Result<VetoesDocument, ReadFailure>> {
    const bytes = nodeTailFiles.length(`${this.state.directory}/risk_vetoes.jsonl`);
    // Those of eight days ago leave the list as time goes on.
    const of = `${at.slice(0, "2024-05-01T13".length)} ${String(bytes)}`;
    if (this.#vetoes?.of === of) return ok(this.#vetoes.document);
    const read = await readVetoes(this.state, { since: VETOES_SINCE });
    if (read.ok) this.#vetoes = { of, document: read.value };
    return read;
  }

  async #investors(): Promise<Looked> {
    const { start, mode, points } = this.#history;
    const bars = points.atMs.length;
    if (start === null || mode === null || bars === 0) {
      return err({ code: "session_too_short", message: "the session has closed no bar yet" });
    }
    if (this.#investor?.bars !== bars) {
      const positions = readPositions(this.state);
      if (!positions.ok) return positions;
      const source = booksSource({ history: this.#history, start, mode, positions: positions.value });
      this.#investor = { bars, model: tearSheetModel(forInvestors(source)) };
    }
    const { model } = this.#investor;
    return ok(investorPage(model, this.#rand(worthOf(model))));
  }

  /** Rates age while bars don't come. */
  #rand(amounts: Parameters<typeof randNow>[1]): RandView {
    return randNow(readRates(this.state), amounts, systemClock.nowMs());
  }
}
