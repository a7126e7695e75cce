import type { Paper } from "../paper.js";
import { cleanText } from "../../core/lib/text.js";

interface DashboardView {
  readonly mode: string | null;
  readonly operator: string;
  readonly investor: string;
  readonly directory: string;
}

/** Where the page is to be found, and who may open which address. */
export function dashboardScreen(view: DashboardView, { tint, wrap }: Paper): readonly string[] {
  const row = (name: string, value: string): string => `${tint(name.padEnd(10), "dim")}${value}`;
  return [
    `${tint((view.mode ?? "").toUpperCase(), "strong")}  ${tint(`dashboard of ${cleanText(view.directory)}`, "dim")}`,
    row("operator", view.operator),
    row("investor", view.investor),
    "",
    ...wrap("Each address is good for one browser. Reading is all it can do. Ctrl-C ends it."),
  ];
}
