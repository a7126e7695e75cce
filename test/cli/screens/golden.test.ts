import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPaper, type Paper } from "../../../src/cli/paper.js";
import { auditConfigScreen } from "../../../src/cli/screens/audit-config-screen.js";
import { explainScreen } from "../../../src/cli/screens/explain-screen.js";
import { routerScreen } from "../../../src/cli/screens/router-screen.js";
import { screenPassScreen } from "../../../src/cli/screens/screen-pass-screen.js";
import { signalsScreen } from "../../../src/cli/screens/signals-screen.js";
import { whatIfScreen } from "../../../src/cli/screens/whatif-screen.js";
import { visibleWidth } from "../../../src/core/lib/text.js";
import { projectRouterHealth } from "../../../src/core/telemetry/project-health.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import { MemoryFiles } from "../../core/journal/memory-files.js";
import { playSample } from "../../core/telemetry/sample-session.js";
import { audited, explained, screenPass, signals, whatIf } from "./golden-views.js";

const router = projectRouterHealth(playSample(new TelemetryWriter(new MemoryFiles(), "state")));
const compared = {
  compared: "HEAD~1",
  units: { "risk_limits.global.max_trades_per_symbol_per_hour": "count" },
};

/** Name of the file below `golden/`, and the screen on paper of a width. */
const SCREENS: Readonly<Record<string, (paper: Paper) => readonly string[]>> = {
  "router-show": (paper) => routerScreen(router, paper, false),
  "router-show-symbol": (paper) => routerScreen(router, paper, true),
  "doctor-signals": (paper) => signalsScreen(signals, paper),
  screen: (paper) => screenPassScreen(screenPass, paper),
  "risk-explain": (paper) => explainScreen(explained, paper),
  "risk-whatif": (paper) => whatIfScreen(whatIf, paper),
  "audit-config-against": (paper) => auditConfigScreen(audited, compared, paper),
};

describe.each([80, 120])("at %s columns", (width) => {
  it.each(Object.entries(SCREENS))(
    "%s is drawn as its golden file has it, and no line is wider",
    async (name, draw) => {
      const lines = draw(createPaper({ width, colour: false }));
      expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(width);
      const file = join(import.meta.dirname, "golden", `${name}-${String(width)}.txt`);
      await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(file);
    },
  );
});
