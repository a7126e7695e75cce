import type { Growth } from "../domain/size-limit.js";
import type { Candidate } from "./rule.js";
import { exposureUsd } from "./shock.js";

/** Exposure of the order's symbol while the order grows, all its entries in flight of that direction filled. USD. */
export function symbolGrowth({ symbolRisk, side }: Pick<Candidate, "symbolRisk" | "side">): Growth {
  const alongUsd = side === "buy" ? symbolRisk.hiUsd : -symbolRisk.loUsd;
  return { taken: alongUsd, weight: 1, floor: exposureUsd(symbolRisk) };
}

/** A sum over symbols, that of the order as it is now included. USD. */
export function sumGrowth(sumUsd: number, candidate: Pick<Candidate, "symbolRisk" | "side">): Growth {
  const own = symbolGrowth(candidate);
  return { taken: sumUsd - own.floor + own.taken, weight: 1, floor: sumUsd };
}

/** The same in another unit. */
export function scaled({ taken, weight, floor }: Growth, factor: number): Growth {
  return { taken: taken * factor, weight: weight * factor, floor: floor * factor };
}
