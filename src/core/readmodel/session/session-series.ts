import { isFinal } from "../../domain/order.js";
import { DAY_MS } from "../../lib/time.js";
import type { GrowingFiles } from "../../ports/growing-files.js";
import type { NavRow } from "../../telemetry/nav.schema.js";
import type { OrderRow } from "../../telemetry/orders.schema.js";
import type { VetoRow } from "../../telemetry/vetoes.schema.js";
import { parseJson } from "../json-codec.js";
import { isText, listOf, orNull, withMembers } from "../light-shape.js";
import { GrowingLines } from "./growing-lines.js";
import { NavDays } from "./nav-days.js";
import type { OrdersView } from "./session-view.js";
import { StrategyBooks } from "./strategy-books.js";

const KEPT_ORDERS = 1_000;
const SHOWN_ORDERS = 200;
const KEPT_VETOES = 1_000;
const SHOWN_VETOES = 300;

// Lines by the thousand: a whole schema for each would cost more than all the rest of a first frame.
const isOrder = withMembers({
  id: isText,
  at: isText,
  account: isText,
  symbol: isText,
  strategy: isText,
  side: isText,
  status: isText,
  filledQty: isText,
  averagePrice: orNull(isText),
  fees: isText,
  intendedAt: isText,
});
const isVeto = withMembers({
  id: isText,
  at: isText,
  strategy: isText,
  symbol: isText,
  primary: isText,
  vetoes: listOf(withMembers({ rule: isText, code: isText, unit: isText })),
  intent: withMembers({ id: isText }),
});
const isNav = withMembers({ at: isText, nav: isText });

/** What the growing files of a state directory add up to. */
export class SessionSeries {
  readonly #growing: GrowingFiles;
  readonly #directory: string;
  #orderLines: GrowingLines;
  #vetoLines: GrowingLines;
  #navLines: GrowingLines;
  #orders: OrderRow[] = [];
  #vetoes: VetoRow[] = [];
  /** Lines that are no rows of this version. */
  #strange = 0;
  strategies = new StrategyBooks();
  nav = new NavDays();

  constructor(growing: GrowingFiles, directory: string) {
    this.#growing = growing;
    this.#directory = directory;
    [this.#orderLines, this.#vetoLines, this.#navLines] = this.#open();
  }

  get strange(): number {
    return this.#strange;
  }

  /** Reads on. A file that was begun anew belongs to a process that began anew: all of them are read again. */
  update(): void {
    const readings = [this.#orderLines.read(), this.#vetoLines.read(), this.#navLines.read()] as const;
    if (readings.some(({ restarted }) => restarted)) {
      this.#forget();
      this.update();
      return;
    }
    const [orders, vetoes, navs] = readings;
    for (const line of orders.lines) this.#addOrder(line);
    for (const line of vetoes.lines) this.#addVeto(line);
    for (const line of navs.lines) this.#addNav(line);
  }

  /** open: the orders that still work, of positions.json. */
  ordersView(open: readonly OrderRow[], atMs: number): OrdersView {
    const byId = new Map(this.#orders.map((order) => [order.id, order]));
    const ended = [...byId.values()].filter(({ status }) => isFinal(status));
    const today = ended.filter(({ at }) => atMs - Date.parse(at) < DAY_MS);
    const withStatus = (status: string): number => today.filter((order) => order.status === status).length;
    return {
      open: [...open].sort((a, b) => Date.parse(a.intendedAt) - Date.parse(b.intendedAt)),
      ended: ended.slice(-SHOWN_ORDERS).reverse(),
      day: { ended: today.length, filled: withStatus("filled"), rejected: withStatus("rejected") },
    };
  }

  get vetoes(): readonly VetoRow[] {
    return this.#vetoes.slice(-SHOWN_VETOES).reverse();
  }

  #open(): [GrowingLines, GrowingLines, GrowingLines] {
    const linesOf = (name: string): GrowingLines => new GrowingLines(this.#growing, `${this.#directory}/${name}`);
    return [linesOf("orders.jsonl"), linesOf("risk_vetoes.jsonl"), linesOf("nav.jsonl")];
  }

  #forget(): void {
    [this.#orderLines, this.#vetoLines, this.#navLines] = this.#open();
    this.#orders = [];
    this.#vetoes = [];
    this.#strange = 0;
    this.strategies = new StrategyBooks();
    this.nav = new NavDays();
  }

  #addOrder(line: string): void {
    const order = this.#rowOf(line, isOrder) as OrderRow | null;
    if (order === null) return;
    this.strategies.add(order);
    this.#orders.push(order);
    if (this.#orders.length >= 2 * KEPT_ORDERS) this.#orders = this.#orders.slice(-KEPT_ORDERS);
  }

  #addVeto(line: string): void {
    const veto = this.#rowOf(line, isVeto) as VetoRow | null;
    if (veto === null) return;
    this.#vetoes.push(veto);
    if (this.#vetoes.length >= 2 * KEPT_VETOES) this.#vetoes = this.#vetoes.slice(-KEPT_VETOES);
  }

  #addNav(line: string): void {
    const row = this.#rowOf(line, isNav) as NavRow | null;
    if (row !== null) this.nav.add(row);
  }

  #rowOf(line: string, isRow: (value: unknown) => boolean): unknown {
    const parsed = parseJson(line);
    if (parsed.ok && isRow(parsed.value)) return parsed.value;
    this.#strange += 1;
    return null;
  }
}
