/**
 * Who may import what, as data. Rooms are folders under src/, in the order in which data flows;
 * docs/ARCHITECTURE.md shows the same table. `architecture.test.ts` fails on any other import.
 */

/** Leave to import one room; `how` and `from` narrow it. */
export interface Permission {
  readonly room: string;
  /** "types": `import type` only. "policies": only schema files (policyFile). "inside run()": only `await import()` there. */
  readonly how?: "types" | "policies" | "inside run()";
  /** The only file of the importing room that may. */
  readonly from?: string;
}

export interface Room {
  readonly room: string;
  readonly mayImport: readonly Permission[];
}

export interface OutsideRule {
  /** Package names or Node built-ins; a trailing `*` stands for any ending. */
  readonly names: readonly string[];
  /** Rooms, folders or files under src/ that may import them. */
  readonly allowedIn: readonly string[];
  /** These may import their types, which cost nothing at run time. */
  readonly typesIn?: readonly string[];
  /** The schema files of all stages may as well. */
  readonly inPolicies?: boolean;
}

/** A stage's zod schemas beside its code: policy.ts, params.ts, momentum-params.ts, nav.schema.ts. */
export const policyFile = /(^|[/.-])(policy|params|schema)\.ts$/;

const anyOf = (...rooms: readonly string[]): readonly Permission[] => rooms.map((room) => ({ room }));

const base = ["core/lib", "core/domain"] as const;
const forStages = [...base, "core/quant"] as const;

const stages = [
  "core/market",
  "core/strategies",
  "core/screener",
  "core/sizing",
  "core/risk",
  "core/routing",
  "core/exits",
  "core/ledger",
  "core/accounts",
  "core/telemetry",
  "core/sim",
] as const;

const forEngine = [...forStages, "core/ports", ...stages, "core/journal"] as const;
const forReadModel = [
  ...[...forStages, "core/ports", "core/journal", "core/ledger"],
  ...["core/telemetry", "core/accounts", "core/page"],
];
const allButAdaptersAndApp = [
  ...forEngine,
  ...(["core/engine", "core/sync", "core/readmodel", "core/config", "core/page"] as const),
];

const screens: readonly Permission[] = [
  ...anyOf("core/lib", "core/domain", "core/ports"),
  { room: "core/readmodel", how: "types" },
];

export const rooms: readonly Room[] = [
  { room: "core/lib", mayImport: [] },
  { room: "core/domain", mayImport: anyOf("core/lib") },
  { room: "core/quant", mayImport: anyOf("core/lib") },
  { room: "core/page", mayImport: anyOf("core/lib") },
  { room: "core/ports", mayImport: anyOf(...base) },
  ...stages.map((room) => ({ room, mayImport: anyOf(...forStages) })),
  { room: "core/journal", mayImport: anyOf(...base, "core/ports") },
  { room: "core/engine", mayImport: anyOf(...forEngine) },
  { room: "core/adapters", mayImport: anyOf(...base, "core/ports", "core/journal", "core/sim") },
  { room: "core/sync", mayImport: anyOf(...base, "core/ports", "core/journal") },
  { room: "core/readmodel", mayImport: anyOf(...forReadModel) },
  {
    room: "core/config",
    mayImport: [...anyOf(...base), ...stages.map((room): Permission => ({ room, how: "policies" }))],
  },
  { room: "core/research", mayImport: anyOf(...allButAdaptersAndApp, "core/ops") },
  { room: "core/ops", mayImport: anyOf(...allButAdaptersAndApp) },
  { room: "core/app", mayImport: anyOf(...allButAdaptersAndApp, "core/research", "core/ops", "core/adapters") },
  { room: "cli", mayImport: anyOf(...base) },
  { room: "tui", mayImport: screens },
  { room: "web", mayImport: [...screens, { room: "core/page" }] },
  {
    room: "commands",
    mayImport: [
      { room: "cli" },
      { room: "core/app", how: "inside run()" },
      { room: "tui", from: "commands/tui.ts" },
      // Tables with borders, for a person at a terminal.
      { room: "tui", from: "commands/doctor.ts" },
      { room: "tui", from: "commands/audit/config.ts" },
      { room: "web", from: "commands/dashboard.ts" },
    ],
  },
];

/**
 * Files that may compute the name of a module. ccxt's package names only its entry, which loads a hundred exchanges:
 * the one file of a venue is reached by its address beside it.
 */
export const computedImports: readonly string[] = [
  "core/adapters/binance-usdm/load-ccxt.ts",
  "core/adapters/okx/load-ccxt.ts",
  "core/adapters/deribit/load-ccxt.ts",
];

const venueAdapters = ["core/adapters/binance-usdm", "core/adapters/okx", "core/adapters/deribit"];

export const packages: readonly OutsideRule[] = [
  {
    names: ["zod"],
    allowedIn: ["core/config", "core/journal", "core/adapters"],
    inPolicies: true,
    // What a strategy declares names the type of its parameter schema.
    typesIn: ["core/strategies"],
  },
  { names: ["decimal.js"], allowedIn: ["core/lib", "core/domain"] },
  { names: ["@oclif/core", "@oclif/core/*"], allowedIn: ["cli", "commands"] },
  { names: ["age-encryption"], allowedIn: ["core/adapters/age"] },
  { names: ["aws4fetch"], allowedIn: ["core/adapters/s3"] },
  { names: ["execa"], allowedIn: ["core/adapters/system"] },
  { names: ["cli-progress", "conf"], allowedIn: ["cli"] },
  { names: ["hyparquet", "hyparquet-compressors", "hyparquet-writer"], allowedIn: ["core/adapters/parquet"] },
  { names: ["@zip.js/zip.js", "csv-parse", "csv-parse/*"], allowedIn: ["core/adapters/lake"] },
  { names: ["ccxt", "ccxt/*"], allowedIn: venueAdapters },
  { names: ["bullmq", "ioredis"], allowedIn: ["core/adapters/redis"] },
  { names: ["onnxruntime-web/*"], allowedIn: ["core/adapters/onnx"] },
  { names: ["prom-client"], allowedIn: ["core/adapters/health"] },
  { names: ["ws"], allowedIn: ["core/adapters/ccxt", "core/adapters/paper-server"] },
  { names: ["hono", "hono/*", "@hono/node-server"], allowedIn: ["core/adapters/paper-server", "web"] },
  { names: ["uplot"], allowedIn: ["web/client"] },
  { names: ["ink", "ink-table", "react", "react/*"], allowedIn: ["tui"] },
  { names: ["blessed-contrib/*", "drawille-canvas-blessed-contrib"], allowedIn: ["tui/paint"] },
];

export const builtIns: readonly OutsideRule[] = [
  { names: ["node:fs", "node:fs/*", "node:net", "node:child_process"], allowedIn: ["core/adapters"] },
  {
    names: ["node:dgram", "node:dns", "node:dns/*", "node:http", "node:http2", "node:https", "node:tls"],
    allowedIn: ["core/adapters"],
  },
  { names: ["node:events", "node:stream", "node:stream/*", "node:zlib"], allowedIn: ["core/adapters"] },
  { names: ["node:worker_threads"], allowedIn: ["core/adapters", "core/app/backtest"] },
  // CommonJS packages that no import can load.
  { names: ["node:module"], allowedIn: ["tui"] },
  { names: ["node:v8"], allowedIn: ["core/adapters"] },
  { names: ["node:timers", "node:timers/*", "node:perf_hooks"], allowedIn: ["core/adapters/system"] },
  { names: ["node:crypto"], allowedIn: ["core/adapters", "core/lib"] },
  { names: ["node:path", "node:url"], allowedIn: ["core/adapters", "core/config", "core/app", "cli"] },
  { names: ["node:os", "node:process", "node:util"], allowedIn: ["core/adapters", "cli"] },
  { names: ["node:readline", "node:readline/*"], allowedIn: ["cli", "tui"] },
  { names: ["node:tty"], allowedIn: ["cli", "tui", "core/adapters/system"] },
];
