import type { UserStreamListener, VenueRefusal } from "../../ports/venue-gateway.js";
import { ModesWatch } from "./modes-watch.js";
import { SettingsWatch } from "./settings-watch.js";

type ModesOptions = ConstructorParameters<typeof ModesWatch>[0];
type SettingsOptions = ConstructorParameters<typeof SettingsWatch>[0];

export type AccountWatchOptions = ModesOptions &
  SettingsOptions & {
    /** Why the account can't be watched; null once it can be again. May be said many times. */
    readonly onTrouble: (reason: string | null) => void;
  };

/** One answer that is missing says nothing of an account; after so many in a row nobody knows how it is set up. */
const MOST_UNREAD = 3;

/** How the account is set up, looked at with every reconcile: its modes, and leverage and margin type of its symbols. */
export class AccountWatch {
  readonly #modes: ModesWatch;
  readonly #settings: SettingsWatch;
  #unread = 0;

  constructor(readonly options: AccountWatchOptions) {
    this.#modes = new ModesWatch(options);
    this.#settings = new SettingsWatch(options);
  }

  /** True where a look has told it already. */
  knows(event: Parameters<UserStreamListener["onEvent"]>[0]): boolean {
    return this.#modes.knows(event) || this.#settings.knows(event);
  }

  async look(): Promise<void> {
    const [modes, settings] = await Promise.all([this.#modes.look(), this.#settings.look()]);
    const unread = [
      ...(modes === null ? [] : [unreadText("position mode and asset mode", modes)]),
      ...(settings === null ? [] : [unreadText("margin types and leverages", settings)]),
    ];
    this.#unread = unread.length === 0 ? 0 : this.#unread + 1;
    if (unread.length === 0) this.options.onTrouble(null);
    else if (this.#unread >= MOST_UNREAD)
      this.options.onTrouble(`${unread.join("; ")}; ${String(this.#unread)} looks in a row`);
  }
}

function unreadText(what: string, { code, reason }: VenueRefusal): string {
  return `${what} can't be read: ${String(code)} ${reason}`;
}
