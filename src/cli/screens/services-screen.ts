import { cleanText } from "../../core/lib/text.js";
import type { Paper } from "../paper.js";
import { renderTable } from "../table.js";
import type { Tone } from "../tint.js";

interface InstallView {
  readonly mode: string;
  readonly manager: string;
  readonly dryRun: boolean;
  readonly files: readonly { readonly path: string; readonly change: string; readonly text: string }[];
  readonly commands: readonly string[];
  readonly started: boolean;
  readonly next: readonly string[];
}

const words = (text: string): string => text.replaceAll("_", " ");

/** What was written and is left to do; of a dry run also the files themselves. */
export function installScreen(view: InstallView, { tint }: Paper): readonly string[] {
  const { mode, manager, dryRun, files, commands, started, next } = view;
  const title = dryRun ? "nothing was changed" : started ? "installed and started" : "installed";
  const list = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", tint(heading, "title"), ...lines.map((line) => `  ${cleanText(line)}`)];
  const texts = dryRun ? files.flatMap(({ path, text }) => ["", tint(path, "title"), text.trimEnd()]) : [];
  return [
    `${tint(title, "good")}: hedge-executor (${mode}), hedge-dashboard, hedge-sync under ${manager}`,
    ...files.map(({ path, change }) => `${tint(words(change).padEnd(12), "dim")}${path}`),
    ...texts,
    ...list(dryRun ? "It would run" : "It ran", commands),
    ...list("Next", next),
  ];
}

interface UninstallView {
  readonly manager: string;
  readonly dryRun: boolean;
  readonly files: readonly { readonly path: string; readonly change: string }[];
}

export function uninstallScreen({ manager, dryRun, files }: UninstallView, { tint }: Paper): readonly string[] {
  const isNothing = files.every(({ change }) => change === "absent");
  const title = isNothing ? "nothing was installed" : dryRun ? "nothing was changed" : "stopped and removed";
  return [
    `${tint(title, "good")} (${manager})`,
    ...files.map(({ path, change }) => `${tint(words(change).padEnd(14), "dim")}${path}`),
  ];
}

interface ServicesView {
  readonly manager: string;
  readonly services: readonly {
    readonly name: string;
    readonly state: string;
    readonly pid: number | null;
    readonly detail: string;
  }[];
}

const TONES: Readonly<Record<string, Tone>> = { running: "good", finished: "good", starting: "warn", stopped: "warn" };

export function servicesScreen({ manager, services }: ServicesView, { tint, width }: Paper): readonly string[] {
  const columns = [
    { title: "service", cell: ({ name }: ServicesView["services"][number]) => name },
    {
      title: "state",
      cell: ({ state }: ServicesView["services"][number]) => ({ text: words(state), tone: TONES[state] ?? "bad" }),
    },
    { title: "pid", cell: ({ pid }: ServicesView["services"][number]) => (pid === null ? "–" : String(pid)) },
    { title: manager, minWidth: 12, cell: ({ detail }: ServicesView["services"][number]) => detail },
  ] as const;
  return renderTable({ columns, rows: services, width, tint });
}

interface LogsView {
  readonly services: readonly { readonly name: string; readonly lines: readonly string[] }[];
}

export function logsScreen({ services }: LogsView, { tint }: Paper): readonly string[] {
  return services.flatMap(({ name, lines }, index) => [
    ...(index === 0 ? [] : [""]),
    tint(name, "title"),
    ...(lines.length === 0 ? [tint("nothing yet", "dim")] : lines.map(cleanText)),
  ]);
}
