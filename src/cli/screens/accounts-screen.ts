import type { Paper } from "../paper.js";
import { percent } from "../../core/lib/format.js";
import { type Cell, type Column, renderTable } from "../table.js";
import { type CheckLine, paintChecks } from "./doctor.js";

interface PlaceView {
  readonly name: string;
  readonly source: "credentials_directory" | "file" | "age_file" | "environment" | "dot_env";
  readonly path: string | null;
}

interface AccountView {
  readonly account: string;
  readonly title: string;
  readonly venue: string;
  readonly isDefault: boolean;
  readonly state: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly key: PlaceView | null;
  readonly secret: PlaceView | null;
  readonly passphrase: PlaceView | null;
  readonly problem: { readonly message: string; readonly fix: string } | null;
}

interface RotateView {
  readonly mode: string;
  readonly account: string;
  readonly venue: string;
  readonly tested: { readonly canWithdraw: boolean | null; readonly isAddressBound: boolean | null };
  readonly files: readonly { readonly path: string; readonly old: string | null }[];
  readonly next: readonly string[];
}

function placeText(place: PlaceView | null): string {
  if (place === null) return "none";
  if (place.path === null) return `${place.name} in the environment`;
  return `${place.name} ${place.source === "age_file" ? "encrypted in" : "in"} ${place.path}`;
}

function stateCell({ key, problem }: AccountView): Cell {
  if (problem === null) return { text: "there", tone: "good" };
  return key === null ? { text: "none", tone: "warn" } : { text: "not usable", tone: "bad" };
}

const COLUMNS: readonly Column<AccountView>[] = [
  { title: "account", cell: ({ account, isDefault }) => (isDefault ? `${account} (default)` : account) },
  { title: "title", cell: ({ title }) => title, minWidth: 6, leaves: 1 },
  { title: "venue", cell: ({ venue }) => venue },
  { title: "keys", cell: stateCell },
];

/** Only where an account is not as every other: its state and its own limits. */
function ownTerms({ account, state, limits }: AccountView): readonly string[] {
  const own = Object.entries(limits).map(([name, limit]) => `${name} ${limitText(name, limit)}`);
  const terms = [...(state === "active" ? [] : ["opens nothing"]), ...own];
  return terms.length === 0 ? [] : [`${account}: ${terms.join(", ")}`];
}

const MULTIPLES: readonly string[] = ["max_gross_exposure_pct", "max_net_exposure_pct", "max_leverage"];

function limitText(name: string, limit: number): string {
  if (name === "max_concurrent_positions") return String(limit);
  return MULTIPLES.includes(name) ? `${String(limit)}x` : percent(limit, 1);
}

/** Accounts and where their keys stand; values are not in the view. */
export function accountsScreen(
  { mode, items }: { readonly mode: string; readonly items: readonly AccountView[] },
  paper: Paper,
): readonly string[] {
  const places = items.flatMap(({ account, key, secret, passphrase }) => {
    const third = passphrase === null ? "" : `, ${placeText(passphrase)}`;
    return key === null ? [] : paper.wrap(`${account}: ${placeText(key)}, ${placeText(secret)}${third}`);
  });
  const terms = items.flatMap((account) => ownTerms(account).flatMap((line) => paper.wrap(line)));
  const problems = items.flatMap(({ account, problem }) =>
    problem === null ? [] : paper.wrap(`${account}: ${problem.message}; fix: ${problem.fix}`),
  );
  return [
    `${paper.tint(mode.toUpperCase(), "strong")}  ${paper.tint("accounts", "dim")}`,
    ...renderTable({ columns: COLUMNS, rows: items, ...paper }),
    ...terms,
    ...places.map((line) => paper.tint(line, "dim")),
    ...problems,
  ];
}

export function accountsCheckScreen(
  { mode, checks }: { readonly mode: string; readonly checks: readonly CheckLine[] },
  paper: Paper,
): readonly string[] {
  return paintChecks(`accounts (${mode})`, checks, paper);
}

export function rotateScreen(view: RotateView, paper: Paper): readonly string[] {
  const { mode, account, venue, tested, files, next } = view;
  const done = `${account}: ${venue} ${mode} accepts the new key, and it may trade`;
  const kept = files.flatMap(({ path, old }) =>
    paper.wrap(old === null ? `${path} is new` : `${path} is new, the old one is ${old}`),
  );
  const warnings = [
    ...(tested.canWithdraw === null ? ["Not checked whether the new key may withdraw: the venue did not tell."] : []),
    ...(tested.canWithdraw === true
      ? ["The new key may withdraw: whoever steals it can empty the account. Prod would refuse it."]
      : []),
    ...(tested.isAddressBound === false ? ["Any address may use the new key: bind it to this machine's."] : []),
  ];
  return [
    ...paper.wrap(done).map((line) => paper.tint(line, "good")),
    ...kept,
    ...warnings.flatMap((line) => paper.wrap(line)).map((line) => paper.tint(line, "warn")),
    "",
    ...next.flatMap((step, index) => paper.wrap(`${String(index + 1)}. ${step}`)),
  ];
}
