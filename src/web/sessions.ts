import { equalSecrets } from "../core/lib/hash.js";
import { type View, VIEWS } from "./dashboard-source.js";

/** Browsers that are remembered; the oldest is forgotten first. */
const MOST_SESSIONS = 16;

/**
 * Who may look. Each view has a token that is good for one exchange; what it is exchanged for lies in a cookie that no script
 * can read. Both are made of 256 bits of chance, live in memory alone, and are other ones after every start.
 */
export class Sessions {
  readonly #tokens = new Map<View, string>();
  readonly #sessions = new Map<string, View>();

  constructor(
    readonly makeSecret: () => string,
    /** Told the token that is good for the next browser. */
    readonly onRotated: (view: View, token: string) => void = () => undefined,
  ) {
    for (const view of VIEWS) this.#tokens.set(view, makeSecret());
  }

  token(view: View): string {
    return this.#tokens.get(view) ?? "";
  }

  /** A session for a token, which is spent by this; null for any other text. */
  exchange(given: string): { readonly session: string; readonly view: View } | null {
    // Each is compared, whichever fits.
    const fitting = VIEWS.filter((view) => equalSecrets(given, this.token(view)));
    const [view] = fitting;
    if (view === undefined) return null;
    const next = this.makeSecret();
    this.#tokens.set(view, next);
    const session = this.makeSecret();
    this.#sessions.set(session, view);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    this.onRotated(view, next);
    return { session, view };
  }

  /** What the holder of a session may see; null for nobody. */
  viewOf(session: string | undefined): View | null {
    if (session === undefined) return null;
    let found: View | null = null;
    for (const [known, view] of this.#sessions) if (equalSecrets(session, known)) found = view;
    return found;
  }
}
