import type { ConnectionChannel } from "../../domain/connection.js";
import type { InputEvent } from "../../domain/event.js";

interface ChannelsOptions {
  readonly tell: (event: InputEvent) => void;
  /** Venue time. */
  readonly nowMs: () => number;
}

/** Tells the session when a channel to the venue fails and when it holds again, each once. */
export class Channels {
  readonly #problems = new Map<string, string>();
  readonly #down = new Map<ConnectionChannel, string>();

  constructor(readonly options: ChannelsOptions) {}

  down(channel: ConnectionChannel, reason: string): void {
    if (this.#down.has(channel)) return;
    this.#down.set(channel, reason);
    this.#tell(channel, false, reason);
  }

  up(channel: ConnectionChannel, reason = "alive and reconciled"): void {
    if (this.#down.delete(channel)) this.#tell(channel, true, reason);
  }

  /**
   * The channel `rest` is down while somebody complains, and until books and venue have been compared after that:
   * `compare` asks for it.
   */
  setRest(source: string, problem: string | null): "nothing" | "compare" {
    if (problem === null) this.#problems.delete(source);
    else this.#problems.set(source, problem);
    const [first] = this.#problems.values();
    if (first !== undefined) this.down("rest", first);
    return first === undefined && this.#down.has("rest") ? "compare" : "nothing";
  }

  /** Books and venue were compared: what asked for a person has been looked at as well. */
  restPassed(): void {
    this.#problems.delete("halted");
    if (this.#problems.size === 0) this.up("rest");
  }

  #tell(channel: ConnectionChannel, up: boolean, reason: string): void {
    const atMs = this.options.nowMs();
    this.options.tell({ type: "connection.changed", atMs, channel, symbol: null, up, reason });
  }
}
