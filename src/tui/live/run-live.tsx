import { render } from "ink";
import type { Clock } from "../../core/lib/clock.js";
import type { Result } from "../../core/lib/result.js";
import type { SessionView } from "../../core/readmodel/session/session-view.js";
import type { Deed } from "../model/act.js";
import { answeredAct } from "../model/press-act.js";
import type { Effect } from "../model/press.js";
import { toldStory, type ToldStory } from "../model/story.js";
import { initialUi } from "../model/ui-state.js";
import type { Look } from "../once.js";
import { App } from "./app.js";
import { Compositor } from "./compositor.js";
import type { FirstFrame } from "./first-frame.js";
import { inkStream } from "./ink-stream.js";
import { ScreenStore } from "./screen-store.js";
import type { OwnTerminal } from "./terminal.js";

/** What a live screen needs of the world. */
export interface LiveWorld {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly read: () => Promise<Result<SessionView, { readonly message: string }>>;
  /** Carries out an operator's deed; resolves with the executor's answer in words. */
  readonly carryOut: ((deed: Deed) => Promise<string>) | null;
  /** The story of a veto, an order or a position, from the journal. */
  readonly tell: (id: string) => Promise<ToldStory>;
  readonly output: NodeJS.WriteStream;
  /** What stands on the terminal already. */
  readonly firstFrame: FirstFrame;
  readonly input: NodeJS.ReadStream;
}

type LiveLook = Omit<Look, "width" | "height">;
type ExitCode = 0 | 130 | 143;

/** Paints twice a second: nobody on call reads faster, and a line over SSH stays free. */
const PAINT_MS = 500;

/** The live screens until somebody leaves them. Resolves with the exit code; the terminal is as it was. */
export async function runLive(first: SessionView, look: LiveLook, world: LiveWorld): Promise<ExitCode> {
  const leaving = new AbortController();
  let exitCode: ExitCode = 0;
  const leave = (code: ExitCode): void => {
    exitCode = code;
    leaving.abort();
  };
  const { terminal } = world.firstFrame;
  const onEffect = (effect: Effect): void => {
    if (effect.kind === "quit") leave(effect.isInterrupt ? 130 : 0);
    else if (effect.kind === "copy") terminal.copy(effect.text);
    else if (effect.kind === "tell") void tell(effect.id);
    else void carryOut(effect.deed);
  };
  const operator = world.carryOut !== null;
  const ui = initialUi(look.investor ? "fund" : look.page, look.theme);
  const store = new ScreenStore(first, ui, { ...look, operator, nowMs: () => world.clock.monotonicMs(), onEffect });
  const compositor = new Compositor(terminal, () => store.theme);
  const carryOut = async (deed: Deed): Promise<void> => {
    const answer = (await world.carryOut?.(deed)) ?? "nobody may act from here";
    store.change((now) => answeredAct(now, answer));
  };
  const tell = async (id: string): Promise<void> => {
    const told = await world.tell(id);
    store.change((now) => toldStory(now, id, told));
    compositor.paint();
  };
  const stop = ownScreen({ terminal, compositor, store, world, leave });
  const restore = (): void => {
    world.input.setRawMode(false);
    terminal.leave();
  };
  process.once("exit", restore);
  try {
    await paintUntil(leaving.signal, { store, compositor, world });
  } finally {
    stop();
    restore();
    process.off("exit", restore);
  }
  return exitCode;
}

interface Owned {
  readonly terminal: OwnTerminal;
  readonly compositor: Compositor;
  readonly store: ScreenStore;
  readonly world: LiveWorld;
  readonly leave: (code: ExitCode) => void;
}

/** Takes terminal, keyboard and signals; returns what gives them back. */
function ownScreen({ terminal, compositor, store, world, leave }: Owned): () => void {
  const { output, input } = world;
  const stream = inkStream(terminal, (frame) => {
    compositor.setFrame(frame);
  });
  const paint = (): void => {
    compositor.paint();
  };
  const tree = (): React.JSX.Element => (
    <App store={store} compositor={compositor} columns={terminal.width} rows={terminal.height} onKey={paint} />
  );
  const ink = render(tree(), { stdout: stream, stdin: input, debug: true, exitOnCtrlC: false, patchConsole: false });
  const onResize = (): void => {
    compositor.forget();
    stream.resized();
    ink.rerender(tree());
    paint();
  };
  const onInterrupt = (): void => {
    leave(130);
  };
  const onTerminate = (): void => {
    leave(143);
  };
  output.on("resize", onResize);
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate).on("SIGHUP", onTerminate);
  world.firstFrame.release();
  // A window that was dragged while Ink was loaded has cells that nobody would paint over.
  if (world.firstFrame.isOutgrown()) onResize();
  return () => {
    ink.unmount();
    output.off("resize", onResize);
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate).off("SIGHUP", onTerminate);
  };
}

/** Reads and paints until the signal. A reading that fails leaves the last one, which grows old in sight. */
async function paintUntil(
  signal: AbortSignal,
  { store, compositor, world }: Pick<Owned, "store" | "compositor" | "world">,
): Promise<void> {
  compositor.paint();
  while (!signal.aborted) {
    await world.clock.sleep(PAINT_MS, signal);
    const read = await world.read();
    if (read.ok) store.setView(read.value);
    else store.change((ui) => ({ ...ui, said: read.error.message }));
    store.pass();
    compositor.paint();
  }
}
