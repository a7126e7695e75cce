import { describe, expect, it } from "vitest";
import { ignoredSwitches, requireMode } from "../../../src/core/app/interlock.js";
import { planDeed, refusedDeed } from "../../../src/core/app/operator/plan-deed.js";
import type { Lease } from "../../../src/core/domain/lease.js";
import { type Mode, MODES } from "../../../src/core/domain/mode.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { Failure } from "../../../src/core/lib/failure.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { LEASE, NOW_MS, openDesk, ORDER_KINDS, requestOf, stateWith } from "../../support/interlock-desk.js";

/** Code and exit code of a start that is refused; null where the mode may run. */
function startRefusal(mode: Mode, env: Readonly<Record<string, string | undefined>>): string | null {
  try {
    requireMode(mode, env);
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.code} ${String(error.exitCode)}`;
  }
}

const ok = null;
const MISMATCH = "mode_mismatch 7";
const UNARMED = "interlock_refused 7";

/** What a start says, by ENV; prod is with ALLOW_PROD_WRITE=1. */
const STARTS: readonly (readonly [environment: string | undefined, wanted: Readonly<Record<Mode, string | null>>])[] = [
  [undefined, { paper: ok, "dry-run": ok, testnet: MISMATCH, prod: MISMATCH }],
  ["", { paper: ok, "dry-run": ok, testnet: MISMATCH, prod: MISMATCH }],
  ["dev", { paper: ok, "dry-run": ok, testnet: MISMATCH, prod: MISMATCH }],
  ["testnet", { paper: ok, "dry-run": ok, testnet: ok, prod: MISMATCH }],
  ["prod", { paper: ok, "dry-run": ok, testnet: ok, prod: ok }],
  ["staging", { paper: MISMATCH, "dry-run": ok, testnet: MISMATCH, prod: MISMATCH }],
  ["PROD", { paper: MISMATCH, "dry-run": ok, testnet: MISMATCH, prod: MISMATCH }],
  ["prod ", { paper: MISMATCH, "dry-run": ok, testnet: MISMATCH, prod: MISMATCH }],
];

/** What becomes of a prod start with ENV=prod, by ALLOW_PROD_WRITE. */
const ALLOWANCES: readonly (readonly [allowance: string | undefined, wanted: string | null])[] = [
  ["1", ok],
  ...[undefined, "", "0", "true", "yes", " 1", "1 ", "01"].map((text) => [text, UNARMED] as const),
];

const SENT = "sent";
const TURNED_BACK = "turned back, order.rejected";

/** What becomes of an entry in prod: [preflight green, preflight red]. The books hold and await 1,000 USDT. */
const LEASES: readonly (readonly [name: string, lease: Lease | null, wanted: readonly [string, string]])[] = [
  ["none", null, [TURNED_BACK, TURNED_BACK]],
  ["holds", LEASE, [SENT, TURNED_BACK]],
  ["expired now", { ...LEASE, untilMs: NOW_MS }, [TURNED_BACK, TURNED_BACK]],
  ["other configuration", { ...LEASE, configHash: "other" }, [TURNED_BACK, TURNED_BACK]],
  ["1 USDT too small", { ...LEASE, maxNotionalUsd: dec("999") }, [TURNED_BACK, TURNED_BACK]],
];

const KINDS = [...ORDER_KINDS, "cancel", "arm"] as const;

interface Situation {
  readonly environment: string | undefined;
  readonly allowance: string | undefined;
  readonly mode: Mode;
  readonly lease: Lease | null;
  readonly problem: string | null;
  readonly kind: (typeof KINDS)[number];
}

/** What becomes of a deed: a refused start, what reached the venue, or a refusal with the line it leaves. */
function outcome({ environment, allowance, mode, lease, problem, kind }: Situation): string {
  const refused = startRefusal(mode, { ENV: environment, ALLOW_PROD_WRITE: allowance });
  if (refused !== null) return refused;
  const state = stateWith(mode, lease);
  if (kind === "arm") {
    const request = { verb: "arm", forMs: HOUR_MS, maxNotionalUsd: dec("1000") } as const;
    const planned = planDeed(request, { state, context: {} as never, atMs: NOW_MS });
    if (planned.ok) return planned.value.event?.type ?? "nothing";
    const { exitCode, code } = planned.error;
    return `${code} ${String(exitCode)}, ${refusedDeed(request, planned.error, NOW_MS)?.event?.type ?? "no line"}`;
  }
  const { broker, interlock, sent, told } = openDesk(state, problem);
  const request = requestOf(kind === "cancel" ? "entry" : kind);
  if (kind === "cancel") broker.cancel(request.clientOrderId, request.symbol, NOW_MS);
  else broker.place(request, NOW_MS);
  const isSent = sent.length === 1 && told.length === 0;
  // Asked again right before each send: the same yes, and the same no.
  if (kind !== "cancel" && (interlock.leaving.order(request) === null) !== isSent) return "another word at its leaving";
  return isSent ? SENT : ["turned back", ...sent, ...told.map(({ type }) => type)].join(", ");
}

const MATRIX = STARTS.flatMap(([environment, starts]) =>
  ALLOWANCES.flatMap(([allowance, armed]) =>
    MODES.flatMap((mode) =>
      LEASES.flatMap(([name, lease, [green, red]]) =>
        [null, "the disk is full"].flatMap((problem) =>
          KINDS.map((kind) => {
            const isProd = mode === "prod";
            const start = starts[mode] ?? (isProd ? armed : ok);
            const arm = isProd ? "lease.armed" : "interlock_refused 7, interlock.refused";
            const order = isProd && kind === "entry" ? (problem === null ? green : red) : SENT;
            const wanted = start ?? (kind === "arm" ? arm : order);
            const lock = `ENV=${String(environment)} ALLOW_PROD_WRITE=${String(allowance)} --mode ${mode}`;
            const label = `${lock}, lease ${name}, preflight ${problem ?? "green"}, ${kind}`;
            return { label, situation: { environment, allowance, mode, lease, problem, kind }, wanted };
          }),
        ),
      ),
    ),
  ),
);

describe("the interlock", () => {
  it(`does what the tables say in all ${MATRIX.length.toLocaleString("en-US")} combinations of ENV, ALLOW_PROD_WRITE, mode, lease, preflight and deed`, () => {
    const counts: Record<string, number> = {};
    for (const { label, situation, wanted } of MATRIX) {
      const found = outcome(situation);
      expect(found, label).toBe(wanted);
      counts[found] = (counts[found] ?? 0) + 1;
    }
    // 16 of the 32 pairs of ENV and mode don't run, each 9 × 50 times. Prod runs in 50: 30 that reduce are sent, 10 leases
    // given, and of 10 entries one leaves.
    expect(counts).toEqual({
      [MISMATCH]: 7_200,
      [UNARMED]: 400,
      [SENT]: 5_431,
      [TURNED_BACK]: 9,
      "lease.armed": 10,
      "interlock_refused 7, interlock.refused": 1_350,
    });
  });

  it("takes no switch from .env, and names its line: a file that was left over does not arm production", () => {
    const dotEnv = "# production\nENV=dev\nexport ENV=prod\nALLOW_PROD_WRITE=1\n";
    expect(() => {
      requireMode("prod", {}, dotEnv);
    }).toThrow("it is not set; line 3 of .env sets it, which does not count: a file could be old");
    expect(() => {
      requireMode("prod", { ENV: "prod" }, dotEnv);
    }).toThrow("a prod session needs ALLOW_PROD_WRITE=1; line 4 of .env sets it, which does not count");
    expect(() => {
      requireMode("prod", { ENV: "prod", ALLOW_PROD_WRITE: "1" }, dotEnv);
    }).not.toThrow();
    expect(ignoredSwitches(dotEnv)).toEqual([".env:3 (ENV)", ".env:4 (ALLOW_PROD_WRITE)"]);
    expect([ignoredSwitches(null), ignoredSwitches("# ENV=prod\nENVIRONMENT=prod\n")]).toEqual([[], []]);
  });

  it("names the variable, what it is, what it would have to be, and a way out", () => {
    expect(() => {
      requireMode("testnet", { ENV: "dev" });
    }).toThrow('mode testnet needs ENV to be testnet or prod, and it is "dev"');
    expect(() => {
      requireMode("prod", {});
    }).toThrow("mode prod needs ENV to be prod, and it is not set");
  });
});
