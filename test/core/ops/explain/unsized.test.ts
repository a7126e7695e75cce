import { beforeAll, describe, expect, it } from "vitest";
import { createPaper } from "../../../../src/cli/paper.js";
import { explainScreen } from "../../../../src/cli/screens/explain-screen.js";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import type { VetoRecord } from "../../../../src/core/domain/veto-record.js";
import { type ExplainDocument, explainId } from "../../../../src/core/ops/explain/explain.js";
import { toNumber } from "../../../../src/core/lib/decimal.js";
import { type PlayedSession, playSession } from "../whatif/played-session.js";

let session: PlayedSession;
let vetoes: readonly VetoRecord[];
beforeAll(async () => {
  session = await playSession(
    {
      "risk_limits.global.max_net_exposure_pct": 0.0075,
      "risk_limits.global.min_notional_usdt": 800,
      "risk_limits.global.market_quality.max_funding_pct": 0.0005,
    },
    ["2024-01-01", "2024-01-15"],
  );
  vetoes = session.events.flatMap((event) => (event.type === "cycle.decided" ? event.vetoes : []));
}, 60_000);

const isUnsized = ({ violations }: VetoRecord): boolean => violations.at(-1)?.code === "min_notional";

function explain(id: string): ExplainDocument {
  const { events, origin } = session;
  return explainId({ id, origin, events: () => events, contextOf: createEngineContext });
}

const paper = createPaper({ width: 200, colour: false });

describe("an intent for which the limits leave less than the smallest legal order", () => {
  it("is recorded as that order: worth 800 USD and no step more, never 0", () => {
    const unsized = vetoes.filter(isUnsized);
    expect(unsized.length).toBeGreaterThan(5);
    for (const { notionalUsd, qty, violations } of unsized) {
      expect(notionalUsd).toBeGreaterThanOrEqual(800);
      expect(notionalUsd - 800).toBeLessThan(notionalUsd / toNumber(qty));
      const left = violations.at(-1)?.measured ?? Number.NaN;
      expect(left).toBeLessThan(800);
    }
  });

  it("carries the other rules that fail as well, the same in the rules' step as in the veto's", () => {
    const several = vetoes.filter(
      (veto) =>
        isUnsized(veto) &&
        ["funding_too_high", "global_exposure"].every((code) => veto.violations.some((found) => found.code === code)),
    );
    expect(several.length).toBeGreaterThan(0);
    for (const { id } of several.slice(0, 3)) {
      const { chain } = explain(id);
      const judged = chain.find((link) => link.step === "rules");
      const veto = chain.find((link) => link.step === "veto");
      const refusing = judged?.data.conditions.filter(({ verdict }) => verdict === "veto").map(({ rule }) => rule);
      expect([...(refusing ?? [])].sort()).toEqual([...(veto?.data.rules ?? [])].sort());
      expect(refusing).toEqual(expect.arrayContaining(["R06", "R09", "R16"]));
    }
  });

  it("is told in words: what was wanted, what was left, and the command for the smallest order", () => {
    const one = vetoes.find(
      (veto) =>
        isUnsized(veto) && veto.violations.every(({ code }) => ["global_exposure", "min_notional"].includes(code)),
    );
    const document = explain(one?.id ?? "");
    expect(document.smallestChange.map(({ path }) => path)).toContain("risk_limits.global.max_net_exposure_pct");
    const text = explainScreen(document, paper).join(" ");
    expect(text).toMatch(/open: [\d.,]+ USDT are left for it/);
    expect(text).toMatch(
      /the smallest legal order, 8\d\d\.\d\d USDT \([\d.,]+ were wanted, [\d.,]+ were left\), pass:/,
    );
    expect(text.replace(/ +/g, " ")).toMatch(
      /try it: hedge risk whatif .*--strategy momentum --notional 8\d\d(\.\d+)? --set 'risk_limits\.global\.max_net/,
    );
  });
});
