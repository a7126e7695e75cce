import { createRng } from "../../src/core/lib/rng.js";
import type { Fault } from "./crash-lab.js";
import type { Chain, Death } from "./live-chain.js";
import { nameOf } from "./crash-kills.js";

/** Days on which the market of the recorded data moves enough to stop and to fill. */
const FIRST_DAY_MS = Date.parse("2024-08-04T00:00:00Z");
const DAY_MS = 86_400_000;

const at = (site: string, when: Fault["when"], occurrence = 1): Death => {
  const fault = { site, occurrence, when };
  return { name: nameOf(fault), faults: [fault] };
};

const after = (ms: number): Death => ({ name: `after ${String(Math.round(ms))} ms`, afterMs: ms });

const afterAudit = (ms: number): Death => ({
  name: `${String(Math.round(ms))} ms after all was protected`,
  afterAuditMs: ms,
});

/** An entry follows the market, or ends before it has to. */
const change = (when: Fault["when"]): Death => ({
  name: `${when} send PUT of an order, or DELETE`,
  faults: ["PUT", "DELETE"].map((method) => ({ site: `send ${method} /fapi/v1/order`, occurrence: 1, when })),
});

/** An entry is cancelled now and then, a stop is replaced each bar: whichever comes first. */
const cancel = (when: Fault["when"]): Death => ({
  name: `${when} send DELETE of an order`,
  faults: ["/fapi/v1/order", "/fapi/v1/algoOrder"].map((path) => ({
    site: `send DELETE ${path}`,
    occurrence: 1,
    when,
  })),
});

/** The sample of every run: what sends, what makes it known before, and moments that nobody chose. */
export function sampleChains(): readonly Chain[] {
  const rng = createRng("live-kills");
  const moment = (): Death => after(200 + 2_300 * rng.next());
  const trading = (): Death => afterAudit(1_500 * rng.next());
  const deaths: readonly (readonly Death[])[] = [
    [
      ...[at("send POST /fapi/v1/order", "before"), trading(), at("write journal/segment", "before", 60), moment()],
      ...[at("send POST /fapi/v1/algoOrder", "after"), cancel("before"), moment()],
      ...[at("background fdatasync journal/segment", "after", 45), trading(), at("write journal/segment", "tear", 75)],
    ],
    [
      ...[at("send POST /fapi/v1/order", "after"), moment(), at("background fdatasync journal/segment", "before", 50)],
      ...[at("send POST /fapi/v1/algoOrder", "before"), trading(), cancel("after"), moment()],
      ...[at("write journal/segment", "after", 80), at("open private socket", "after"), trading()],
    ],
  ];
  return deaths.map((list, index) => ({
    name: `sample-${String(index + 1)}`,
    seed: index + 1,
    fromMs: FIRST_DAY_MS + index * DAY_MS,
    deaths: list,
  }));
}

/** The same where entries rest as makers and follow the market: most moments leave some of them at the venue. */
export function makerChain(): Chain {
  const rng = createRng("live-kills-maker");
  const trading = (): Death => afterAudit(1_000 + 3_000 * rng.next());
  const deaths = [
    ...[trading(), trading(), at("send POST /fapi/v1/order", "after"), trading()],
    ...[change("before"), trading(), change("after"), trading()],
  ];
  return { name: "maker", seed: 11, fromMs: FIRST_DAY_MS, hourWallMs: 3_000, deaths };
}

const RANDOM_KILLS = 100;
const DEATHS_A_CHAIN = 8;
/** From here on a site is passed so often that a later call of it is a state of its own. */
const OFTEN = 8;

export interface SiteCounts {
  /** Of a start in an empty directory, and of one that takes over what it left. */
  readonly first: Readonly<Record<string, number>>;
  readonly second: Readonly<Record<string, number>>;
}

/**
 * Everything: before and after the first call of each site, inside it where it is a write of the journal, and after one
 * of its later calls; and 100 moments drawn from one seed. What only a first start passes stands first in its chain.
 */
export function wholePlan({ first, second }: SiteCounts): readonly Chain[] {
  const rng = createRng("live-kills-whole");
  const openings = Object.keys(first)
    .filter((site) => second[site] === undefined)
    .flatMap((site) => [at(site, "before"), at(site, "after")]);
  const others = Object.entries(second).flatMap(([site, count]) => [
    ...[at(site, "before"), at(site, "after")],
    ...(/^(write journal|send)/.test(site) ? [at(site, "tear")] : []),
    ...(count < OFTEN ? [] : [at(site, "after", 2 + Math.floor((count / 2) * rng.next()))]),
  ]);
  const moments = Array.from({ length: RANDOM_KILLS }, (_, index) =>
    index % 2 === 0 ? after(100 + 3_900 * rng.next()) : afterAudit(2_500 * rng.next()),
  );
  const deaths = shuffled([...others, ...moments], () => rng.next());
  const chains = Math.max(openings.length, Math.ceil((deaths.length + openings.length) / DEATHS_A_CHAIN));
  return Array.from({ length: chains }, (_, index) => ({
    name: `chain-${String(index + 1)}`,
    seed: 100 + index,
    fromMs: FIRST_DAY_MS + (index % 20) * DAY_MS,
    deaths: [...openings.slice(index, index + 1), ...deaths.filter((_death, place) => place % chains === index)],
  }));
}

function shuffled<T>(items: readonly T[], next: () => number): readonly T[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
