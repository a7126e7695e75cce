import type { KernelMarket } from "../market.js";
import type { KernelTerms, MomentumPoint } from "../terms.js";
import { FastKernel, workBytes } from "./fast-kernel.js";
import { type FastLayout, fastLayout, fastMemory, fillMarket, fits } from "./layout.js";

/** All that the threads of a sweep share: the code of the vector kernel, and its memory with the columns of every market. */
export interface VectorSet {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly layout: FastLayout;
}

interface VectorWork {
  readonly markets: readonly KernelMarket[];
  readonly points: readonly MomentumPoint[];
}

/** Threads that have room in the memory; what none of them touches takes none of the machine's. */
export const MOST_THREADS = 256;

/** The columns of these points computed once for all threads; null where they do not fit into WebAssembly's 4 GiB. */
export function vectorSet(module: WebAssembly.Module, { markets, points }: VectorWork): VectorSet | null {
  const layout = fastLayout(markets[0]?.open.length ?? 0, markets.length, points);
  const room = MOST_THREADS * workBytes(markets.length);
  if (!fits(layout, room)) return null;
  const memory = fastMemory(layout, room);
  markets.forEach((market, leg) => {
    fillMarket(memory, layout, leg, market);
  });
  return { module, memory, layout };
}

/** The kernel of one thread. */
export function vectorKernel({ module, memory, layout }: VectorSet, terms: KernelTerms, worker: number): FastKernel {
  return new FastKernel(module, memory, { layout, terms, worker });
}
