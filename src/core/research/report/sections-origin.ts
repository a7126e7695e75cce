import { columnsOf, type Section } from "../../page/page.js";
import type { ReportModel } from "./report-model.js";

/** What to know before trusting the figures. */
export function caveats({ evidence: { run }, missing }: ReportModel): Section {
  return { title: "What to know", blocks: [{ kind: "list", items: [...run.flags, ...missing] }] };
}

/** What made the figures, and how to make them again. */
export function originSection({ evidence: { run } }: ReportModel): Section {
  const { inputs } = run;
  const params = Object.entries(run.params).map(([name, value]) => [name, JSON.stringify(value)]);
  return {
    title: "How to make it again",
    blocks: [
      {
        kind: "text",
        text: "The folder of the run has its whole configuration beside run.json. With the same code and data this gives the same figures, byte for byte (STATE is the state directory, cache/paper by default):",
      },
      { kind: "code", text: `${inputs.command} --config STATE/runs/${run.id}/config` },
      {
        kind: "table",
        caption: "Inputs",
        columns: columnsOf(["input", "value"], ["input", "value"]),
        rows: [
          ["inputs hash", run.inputsHash],
          ["code", `${inputs.codeVersion}, ${inputs.codeHash}`],
          ["configuration", inputs.configHash],
          ["data", `${inputs.dataDirectory}, ${inputs.dataHash}`],
          ["opening NAV", `${inputs.navStart} USDT`],
          ["engine", run.engine],
        ],
      },
      {
        kind: "table",
        caption: "Parameters",
        columns: columnsOf(["parameter", "value"], ["parameter", "value"]),
        rows: params,
      },
    ],
  };
}
