import { type Check, fail, pass, skip } from "./check.js";
import type { DiskFacts } from "./disk.js";
import type { SecretFile } from "./secrets.js";
import { rightMode, type StateFacts, strayFiles, wrongModes } from "./state.js";
import { counted, listed, octal } from "./words.js";

/** Something `--fix` may do without asking: it takes nothing away that anybody could want back. */
export type Repair =
  | { readonly kind: "make-directory"; readonly path: string }
  | { readonly kind: "set-mode"; readonly path: string; readonly mode: number }
  | { readonly kind: "remove"; readonly path: string };

/** A repair and what became of it; the error says why not. */
export interface RepairOutcome {
  readonly repair: Repair;
  readonly error: string | null;
}

const SECRET_MODE = 0o600;
const OTHERS = 0o077;

/** Files that a writer may be using stay: nothing is removed while an executor runs. */
export function planRepairs(facts: {
  readonly disk: Pick<DiskFacts, "exists" | "stateDirectory">;
  readonly state: StateFacts;
  readonly dotEnv: SecretFile;
}): readonly Repair[] {
  const { disk, state, dotEnv } = facts;
  const entries = state.entries.ok ? state.entries.value : [];
  const temporary = strayFiles(entries);
  const stray = state.isRunning ? [] : temporary;
  const kept = wrongModes(entries).filter((entry) => !temporary.includes(entry));
  const isOpen = dotEnv.mode.ok && dotEnv.mode.value !== null && (dotEnv.mode.value & OTHERS) !== 0;
  return [
    ...(disk.exists ? [] : [{ kind: "make-directory", path: disk.stateDirectory } as const]),
    ...kept.flatMap((entry): readonly Repair[] => {
      const mode = rightMode(entry);
      return mode === null ? [] : [{ kind: "set-mode", path: entry.path, mode }];
    }),
    ...(isOpen ? [{ kind: "set-mode", path: dotEnv.path, mode: SECRET_MODE } as const] : []),
    ...stray.map(({ path }): Repair => ({ kind: "remove", path })),
  ];
}

const DEEDS: Readonly<Record<Repair["kind"], { readonly id: string; readonly done: string; readonly failed: string }>> =
  {
    "make-directory": { id: "repair.directories", done: "made", failed: "can't make" },
    "set-mode": { id: "repair.modes", done: "set", failed: "can't set the mode of" },
    remove: { id: "repair.temporary-files", done: "removed", failed: "can't remove" },
  };

function nameOf(repair: Repair): string {
  return repair.kind === "set-mode" ? `${repair.path} to ${octal(repair.mode)}` : repair.path;
}

/** What was done, as checks, so that the document says it too. */
export function reportRepairs(outcomes: readonly RepairOutcome[]): readonly Check[] {
  if (outcomes.length === 0) return [skip("repair.none", "nothing that can be repaired safely was found")];
  return (Object.keys(DEEDS) as Repair["kind"][]).flatMap((kind) => {
    const { id, done, failed } = DEEDS[kind];
    const ofKind = outcomes.filter(({ repair }) => repair.kind === kind);
    const well = ofKind.filter(({ error }) => error === null).map(({ repair }) => nameOf(repair));
    const badly = ofKind.filter(({ error }) => error !== null);
    return [
      ...(well.length === 0 ? [] : [pass(id, `${done} ${counted(well.length, "path")}: ${listed(well)}`)]),
      ...badly.map(({ repair, error }) => fail(id, `${failed} ${repair.path}: ${error ?? ""}`, "see the reason given")),
    ];
  });
}
