import type { KeyName, KeyRow } from "./key-row.js";
import { KEYS } from "./keys.js";
import type { PageName } from "./pages.js";

export function keysOf(page: PageName, investor: boolean): readonly KeyRow[] {
  return KEYS.filter(
    ({ pages, forInvestors }) => (pages === undefined || pages.includes(page)) && (!investor || forInvestors === true),
  );
}

/** What a press means on a page; null where it means nothing. */
export function keyFor(press: string, page: PageName, investor: boolean): KeyName | null {
  return keysOf(page, investor).find(({ presses }) => presses.includes(press))?.name ?? null;
}

/** Where keys are pressed. */
interface FooterPlace {
  readonly page: PageName;
  readonly investor: boolean;
  /** A story is read: other keys do something, or the same ones something else. */
  readonly inStory: boolean;
  /** The screen stands still: the row of keys says how it goes on. */
  readonly isFrozen?: boolean;
}

/** The keys that do something now, in one row. */
export function footerText({ page, investor, inStory, isFrozen = false }: FooterPlace, width: number): string {
  const isWayOn = ({ name }: KeyRow): boolean => isFrozen && name === "freeze";
  const wordOf = (row: KeyRow): string | undefined => {
    if (isWayOn(row)) return "go on";
    return inStory ? row.inStory : row.footer;
  };
  const rank = (row: KeyRow): number => (isWayOn(row) ? -1 : rankOf(row));
  const rows = keysOf(page, investor).filter((row) => wordOf(row) !== undefined);
  const word = (row: KeyRow): string => ` ${row.shown} ${wordOf(row) ?? ""} `;
  let left = width;
  const shown = new Set<KeyRow>();
  // What only this page has is worth more than what is the same everywhere.
  for (const row of [...rows].sort((a, b) => rank(a) - rank(b))) {
    if (word(row).length > left) continue;
    shown.add(row);
    left -= word(row).length;
  }
  return rows
    .filter((row) => shown.has(row))
    .map(word)
    .join("")
    .trimEnd();
}

/** Whatever has no room, these stay. */
const ALWAYS: readonly KeyName[] = ["help", "quit", "open", "down"];
const FEW_PAGES = 2;

function rankOf({ name, pages }: KeyRow): number {
  if (ALWAYS.includes(name)) return 0;
  return pages !== undefined && pages.length <= FEW_PAGES ? 1 : 2;
}
