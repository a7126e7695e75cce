import Conf from "conf";
import { MODES, type Mode } from "../core/domain/mode.js";
import { suggestion } from "./did-you-mean.js";
import { CommandFailure } from "./failure.js";
import { decodePreferences } from "./preferences-codec.js";

/** What a person may set for themselves; nothing here changes a trade. The first value holds until another is set. */
const PREFERENCES = {
  theme: ["default", "classic", "mono"],
  page: ["overview", "positions", "vetoes", "orders", "risk", "router", "strategies", "fund", "health", "ml"],
  profile: MODES,
} as const satisfies Readonly<Record<string, readonly string[]>>;
type PreferenceName = keyof typeof PREFERENCES;
const PREFERENCE_NAMES = Object.keys(PREFERENCES) as readonly PreferenceName[];

interface Store {
  readonly path: string;
  get(name: string): unknown;
  set(name: string, value: string): void;
}

const PLACE = { projectName: "hedge-terminal", projectSuffix: "" } as const;

function openStore(): Store {
  // Where the file lies is only known from an instance; this one looks at nothing in it.
  const { path } = new Conf<Record<string, unknown>>({ ...PLACE, deserialize: () => ({}) });
  return new Conf<Record<string, unknown>>({ ...PLACE, deserialize: (text) => decodePreferences(path, text) });
}

function valueIn(store: Store, name: PreferenceName): string | null {
  const value = store.get(name);
  const allowed: readonly string[] = PREFERENCES[name];
  return typeof value === "string" && allowed.includes(value) ? value : null;
}

function knownName(typed: string): PreferenceName {
  const name = PREFERENCE_NAMES.find((known) => known === typed);
  if (name !== undefined) return name;
  const fix = suggestion(typed, PREFERENCE_NAMES);
  throw new CommandFailure({
    code: "unknown_preference",
    message: `there is no preference "${typed}"`,
    value: typed,
    fix,
  });
}

/** `{schema:"hedge.prefs/1", mode:null, path, values}`; a value that is not set is its default. */
interface PreferencesDocument {
  readonly schema: "hedge.prefs/1";
  readonly mode: null;
  readonly path: string;
  readonly values: Readonly<Partial<Record<PreferenceName, string>>>;
}

function documentOf(store: Store, names: readonly PreferenceName[]): PreferencesDocument {
  const values = Object.fromEntries(names.map((name) => [name, valueIn(store, name) ?? PREFERENCES[name][0]]));
  return { schema: "hedge.prefs/1", mode: null, path: store.path, values };
}

/** One preference or all of them. Errors: CommandFailure for a name there is not. */
export function getPreferences(typed: string | undefined): PreferencesDocument {
  const names = typed === undefined ? PREFERENCE_NAMES : [knownName(typed)];
  return documentOf(openStore(), names);
}

/** Errors: CommandFailure for a name or value there is not. */
export function setPreference(typed: string, value: string): PreferencesDocument {
  const name = knownName(typed);
  const allowed: readonly string[] = PREFERENCES[name];
  if (!allowed.includes(value)) {
    const message = `${name} can't be "${value}"`;
    throw new CommandFailure({ code: "invalid_value", message, path: name, value, fix: suggestion(value, allowed) });
  }
  const store = openStore();
  store.set(name, value);
  return documentOf(store, [name]);
}

/** The mode whose state screens open where several have one; null when the user has said nothing. */
export function preferredMode(): Mode | null {
  const value = valueIn(openStore(), "profile");
  return MODES.find((mode) => mode === value) ?? null;
}

/** How the live screens look for this person; what was never set has its first value. */
export function preferredScreen(): { readonly theme: Theme; readonly page: Page } {
  const store = openStore();
  const theme = valueIn(store, "theme");
  const page = valueIn(store, "page");
  return {
    theme: PREFERENCES.theme.find((name) => name === theme) ?? PREFERENCES.theme[0],
    page: PREFERENCES.page.find((name) => name === page) ?? PREFERENCES.page[0],
  };
}

type Theme = (typeof PREFERENCES.theme)[number];
type Page = (typeof PREFERENCES.page)[number];
