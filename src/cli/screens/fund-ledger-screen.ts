import type { Paper } from "../paper.js";
import { money, utc } from "../../core/lib/format.js";
import { type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";

interface Row {
  readonly at: string;
  readonly type: string;
  readonly id: string | null;
  readonly investor: string | null;
  readonly amount: string | null;
  readonly units: string | null;
  readonly navPerUnit: string | null;
  readonly reproduced: boolean | null;
}

interface LedgerView {
  readonly mode: string | null;
  readonly at: string | null;
  readonly items: readonly Row[];
  readonly fund: {
    readonly name: string;
    readonly nav: string;
    readonly series: readonly {
      readonly opened: string;
      readonly units: string;
      readonly navPerUnit: string;
      readonly feeHwm: string;
      readonly nav: string;
    }[];
  };
  readonly statement: readonly {
    readonly date: string;
    readonly differenceUsd: string | null;
    readonly venueDifferenceUsd: string | null;
  }[];
  readonly ok: boolean;
}

const unit = (text: string | null): string => (text === null ? "-" : Number(text).toFixed(4));
const AGREES: Readonly<Record<string, string>> = { true: "yes", false: "NO", null: "" };

const COLUMNS: readonly Column<Row>[] = [
  { title: "time", cell: ({ at }) => at.replace("T00:00:00Z", "") },
  { title: "what", cell: ({ type }) => type },
  { title: "who", cell: ({ id, investor }) => [id, investor].filter((word) => word !== null).join(" ") },
  { title: "USD", align: "decimal", cell: ({ amount }) => (amount === null ? "" : money(amount)) },
  { title: "units", align: "decimal", cell: ({ units }) => (units === null ? "" : unit(units)), leaves: 2 },
  { title: "NAV/unit", align: "decimal", cell: ({ navPerUnit }) => unit(navPerUnit) },
  { title: "again", cell: ({ reproduced }) => AGREES[String(reproduced)] ?? "", leaves: 1 },
];

const SERIES: readonly Column<LedgerView["fund"]["series"][number]>[] = [
  { title: "series", cell: ({ opened }) => opened.replace("T00:00:00Z", "") },
  { title: "units", align: "decimal", cell: ({ units }) => unit(units) },
  { title: "NAV/unit", align: "decimal", cell: ({ navPerUnit }) => unit(navPerUnit) },
  { title: "fee mark", align: "decimal", cell: ({ feeHwm }) => unit(feeHwm) },
  { title: "NAV", align: "decimal", cell: ({ nav }) => money(nav) },
];

/** The fund's ledger for a person. */
export function fundLedgerScreen(view: LedgerView, paper: Paper): readonly string[] {
  const { fund, items, statement, ok } = view;
  const apart = statement.filter(({ differenceUsd, venueDifferenceUsd }) =>
    [differenceUsd, venueDifferenceUsd].some((value) => value !== null && Math.abs(Number(value)) > 1e-6),
  );
  const days = `${String(statement.length)} days of the books, counted again by the money of each fill`;
  const verdict = ok ? `${days}: no difference` : `${days}: ${String(apart.length)} differ`;
  return [
    heading({ mode: view.mode ?? "", at: view.at ?? "" }, `ledger of ${fund.name}`, paper),
    ...renderTable({ columns: COLUMNS, rows: items, ...paper }),
    "",
    ...renderTable({ columns: SERIES, rows: fund.series, ...paper }),
    ...paper.wrap(verdict),
    ...apart
      .slice(-5)
      .flatMap(({ date, differenceUsd, venueDifferenceUsd }) =>
        paper.wrap(`${date}: books ${differenceUsd ?? "n/a"} off, venue ${venueDifferenceUsd ?? "n/a"} off`),
      ),
  ];
}

/** One line that was written. */
export function enteredScreen(
  {
    type,
    at,
    seq,
    navPerUnit,
  }: { readonly type: string; readonly at: string; readonly seq: number; readonly navPerUnit: string | null },
  paper: Paper,
): readonly string[] {
  return paper.wrap(`line ${String(seq)}: ${type} at ${utc(at)}; NAV per unit ${unit(navPerUnit)}`);
}
