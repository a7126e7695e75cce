import { nodeFiles } from "../adapters/fs/node-files.js";
import { err, type Result } from "../lib/result.js";
import type { NavDocument, VetoesDocument, VetoFilter } from "../readmodel/series.js";
import type { OrderFilter, OrdersDocument, PositionsDocument } from "../readmodel/books.js";
import type { ReadFailure, StateReader } from "../readmodel/read-state.js";
import { type RiskDocument, readRisk } from "../readmodel/risk.js";
import type { RouterDocument } from "../readmodel/router.js";
import type { StatusDocument } from "../readmodel/status.js";
import { chooseStateDirectory, directoriesOf, type StatePlace } from "./choose-state.js";
import type { MirrorWord } from "./mirror-word.js";
import type { LinkedState } from "./screens/linked-state.js";
import { orStarting } from "./starting.js";

type Reading<T> = Promise<Result<T, ReadFailure>>;

async function read<T>(place: StatePlace, reader: (state: StateReader) => Reading<T>): Reading<T> {
  const directory = await chooseStateDirectory(nodeFiles, place);
  if (!directory.ok) return err(await orStarting(directory.error, directoriesOf(place)));
  const document = await reader({ files: nodeFiles, directory: directory.value });
  return document.ok ? document : err(await orStarting(document.error, [directory.value]));
}

/** The same of the books as they stood at an instant, folded from the journal; without an instant, of now. */
async function readAt<T>(
  place: StatePlace,
  at: string | undefined,
  reader: (state: StateReader) => Reading<T>,
): Reading<T> {
  if (at === undefined) return read(place, reader);
  const { pastSource } = await import("./screens/open-past.js");
  return reader(await pastSource(place, at));
}

/** What `hedge risk show` prints. The only reading command with a start-up budget: nothing heavy on its way. */
export function riskDocument(place: StatePlace): Reading<RiskDocument> {
  return read(place, readRisk);
}

export function positionsDocument(place: StatePlace, at?: string): Reading<PositionsDocument> {
  return readAt(place, at, async (state) => (await import("../readmodel/books.js")).readPositions(state));
}

export function ordersDocument(place: StatePlace, filter: OrderFilter, at?: string): Reading<OrdersDocument> {
  return readAt(place, at, async (state) => (await import("../readmodel/books.js")).readOrders(state, filter));
}

export function routerDocument(
  place: StatePlace,
  filter: { readonly symbol?: string | undefined },
): Reading<RouterDocument> {
  return read(place, async (state) => (await import("../readmodel/router.js")).readRouter(state, filter));
}

export function vetoesDocument(place: StatePlace, filter: VetoFilter): Reading<VetoesDocument> {
  return read(place, async (state) => (await import("../readmodel/series.js")).readVetoes(state, filter));
}

export function navDocument(place: StatePlace, filter: Pick<VetoFilter, "since">): Reading<NavDocument> {
  return read(place, async (state) => (await import("../readmodel/series.js")).readNav(state, filter));
}

/** A status and the judgement whether a person needs to look. */
interface StatusReading {
  readonly document: StatusDocument;
  readonly fine: boolean;
  /** Where the mirror stands; null where there is none. In no document. */
  readonly mirror: MirrorWord | null;
}

export async function statusReading(place: StatePlace): Reading<StatusReading> {
  const follower = new StatusFollower(place);
  const reading = await follower.read();
  follower.close();
  return reading;
}

/** The status again and again, over one line to the executor that runs. */
export class StatusFollower {
  readonly #place: StatePlace;
  #state: LinkedState | null = null;

  constructor(place: StatePlace) {
    this.#place = place;
  }

  read(): Reading<StatusReading> {
    return read(this.#place, async ({ directory }) => {
      const [{ isFine, readStatus }, state, { journalDamage }] = await Promise.all([
        import("../readmodel/status.js"),
        this.#stateOf(directory),
        import("./journal-damage.js"),
      ]);
      const seen = await state.look();
      // Read whole only where nobody writes to it: then a person has to be told that no start will go on with it.
      const damage = seen.lockHeld ? null : journalDamage(directory, nodeFiles);
      const life = damage === null ? seen : { ...seen, damage };
      const status = await readStatus(state, life);
      if (!status.ok) return status;
      const mirror = await (await import("./mirror-word.js")).mirrorWord(directory);
      return { ok: true, value: { document: status.value, fine: isFine(status.value), mirror } };
    });
  }

  close(): void {
    this.#state?.close();
    this.#state = null;
  }

  /** Without --state another directory may have become the newest. */
  async #stateOf(directory: string): Promise<LinkedState> {
    const { LinkedState } = await import("./screens/linked-state.js");
    if (this.#state?.directory === directory) return this.#state;
    this.close();
    this.#state = new LinkedState(directory, { series: false });
    return this.#state;
  }
}

/** How a session stood at an instant, from its journal; nobody needs to look at what is past. */
export async function pastStatus(place: StatePlace, at: string): Reading<StatusReading> {
  const { openScreens } = await import("./screens/open-screens.js");
  const feed = await openScreens(place, at);
  const view = feed.ok ? await feed.value.read() : feed;
  return view.ok ? { ok: true, value: { document: view.value.status, fine: true, mirror: null } } : view;
}

/** Waits in wall time, for screens that repeat themselves. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  const { systemClock } = await import("../adapters/system/clock.js");
  await systemClock.sleep(durationMs, signal);
}
