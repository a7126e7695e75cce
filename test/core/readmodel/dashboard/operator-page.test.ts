import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import type { Result } from "../../../../src/core/lib/result.js";
import { panelHtml } from "../../../../src/core/page/live-page.js";
import { readRates } from "../../../../src/core/journal/rates-file.js";
import { BookHistory } from "../../../../src/core/readmodel/book-history.js";
import { readPositions } from "../../../../src/core/readmodel/books.js";
import { operatorPage, type OperatorDocuments } from "../../../../src/core/readmodel/dashboard/operator-page.js";
import { randAmounts, randNow } from "../../../../src/core/readmodel/rand.js";
import { readRisk } from "../../../../src/core/readmodel/risk.js";
import { readRouter } from "../../../../src/core/readmodel/router.js";
import { readVetoes } from "../../../../src/core/readmodel/series.js";
import { readStatus } from "../../../../src/core/readmodel/status.js";
import { TelemetryWriter } from "../../../../src/core/telemetry/writer.js";
import { healthOf, playSample, WALL_MS } from "../../telemetry/sample-session.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-operator-page-"));
  const writer = new TelemetryWriter(nodeFiles, directory);
  writer.flush(playSample(writer));
  writer.writeHealth(healthOf({}));
  writer.close();
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function documents(): Promise<OperatorDocuments> {
  const state = { files: nodeFiles, directory };
  return {
    status: valueOf(await readStatus(state, { lockHeld: true, nowWallMs: WALL_MS + 1_000 })),
    positions: valueOf(readPositions(state)),
    risk: valueOf(await readRisk(state)),
    router: valueOf(readRouter(state, {})),
    vetoes: valueOf(await readVetoes(state, {})),
    history: new BookHistory(),
    rand: randNow(readRates(state), randAmounts("100020", null), WALL_MS + 1_000),
  };
}

const htmlOf = (of: OperatorDocuments): string => operatorPage(of).panels.map(panelHtml).join("\n");

describe("the operator's page", () => {
  it("says what the commands say: mode, life, NAV, each position and each veto", async () => {
    const of = await documents();
    const page = operatorPage(of);
    const html = htmlOf(of);
    expect(page.badge).toBe("PAPER · ALIVE");
    expect(html).toContain("100,020.00");
    expect(of.positions.items.length + of.vetoes.items.length).toBeGreaterThan(1);
    for (const { symbol, qty } of of.positions.items) {
      expect(html).toContain(`>${symbol}</th>`);
      expect(html).toContain(`>${qty}</td>`);
    }
    for (const { symbol, side, primary } of of.vetoes.items) {
      expect(html).toContain(`${side} ${symbol}`);
      expect(html).toContain(primary);
    }
  });

  it("tells the NAV in rand where somebody has told a rate, and n/a with its age where that is too old", async () => {
    expect(htmlOf(await documents())).not.toContain("rand");
    for (const [ageMs, words] of [
      [20 * 60_000, [">1,705,341</dd>", "ZAR a USD: 17.05 coingecko, 20m old, not fresh"]],
      [49 * 3_600_000, [">n/a</dd>", "no rate: coingecko's is 2d 1h old"]],
    ] as const) {
      const quote = { pair: "USDZAR", rate: "17.05", atMs: WALL_MS + 1_000 - ageMs, source: "coingecko" };
      const text = JSON.stringify({ schema: "hedge.rates/1", items: [quote] });
      nodeFiles.replace(join(directory, "rates.json"), text);
      const html = htmlOf(await documents());
      for (const word of words) expect(html).toContain(word);
    }
  });

  it("has each panel and each chart once, by ids that fit an address", async () => {
    const { panels } = operatorPage(await documents());
    const ids = panels.flatMap(({ id, blocks }) => [
      id,
      ...blocks.flatMap((block) => (block.kind === "live-chart" ? [block.chart.id] : [])),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
  });

  it("writes n/a where a figure is unknown, never 0", async () => {
    const of = await documents();
    const status = { ...of.status, nav: { value: null, ageMs: null }, dayPnl: null, dayPnlPct: null, drawdown: null };
    const [now] = operatorPage({ ...of, status }).panels;
    const figures = now?.blocks.find((block) => block.kind === "figures");
    const text = (label: string) => figures?.items.find((item) => item.label === label)?.cell.text;
    expect([text("NAV"), text("Day"), text("Drawdown")]).toEqual(["n/a", "n/a", "n/a"]);
  });

  it("calls a person: causes, alerts, a position without a working stop, a limit that is used to 80 %", async () => {
    const of = await documents();
    const [position] = of.positions.items;
    const limit = { rule: "R09", scope: "global", used: 8, limit: 10, unit: "usd", headroom: 2, usage: 0.8 } as const;
    const html = htmlOf({
      ...of,
      status: {
        ...of.status,
        tradingState: "HALTED",
        causes: [{ code: "operator_halt", kind: "latch", since: "2024-05-01T00:00:00Z", clears: "hedge resume" }],
        alerts: [{ severity: "critical", code: "position_unprotected", message: "BTCUSDT has no stop" }],
      },
      risk: { ...of.risk, limits: [limit] },
      positions: {
        ...of.positions,
        items: position === undefined ? [] : [{ ...position, unprotectedSince: "2024-05-01T00:00:00Z" }],
      },
    });
    for (const words of ["operator_halt since", "critical: position_unprotected", "none works"])
      expect(html).toContain(words);
    expect(html).toMatch(/<td class="figure bad">80/);
    expect(html).toContain('class="value bad">HALTED');
  });

  it("shows a venue's words as text", async () => {
    const of = await documents();
    const message = '"><img src=x onerror=alert(1)>\u001b[2J';
    const html = htmlOf({ ...of, status: { ...of.status, alerts: [{ severity: "warning", code: "x", message }] } });
    expect(html).toContain("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;[2J");
    expect(html).not.toContain("<img");
  });
});
