import { drawdowns } from "./drawdown.js";

/** One fall from a peak until the value is back at it. Indices are those of the equity curve. */
export interface DrawdownSpell {
  /** Last bar at the peak. */
  readonly peak: number;
  /** Bar of the largest loss, the first of equal ones. */
  readonly trough: number;
  /** First bar at or above the peak again; null while there is none. */
  readonly recovery: number | null;
  /** Largest loss as a fraction of the peak, > 0; above 1 in debt. */
  readonly depth: number;
  /** From peak to recovery, or to the last bar. */
  readonly bars: number;
}

/**
 * All drawdowns of an equity curve, oldest first. They don't overlap; bars in none of them are at a new peak.
 *
 * Shape:   equity: Float64Array[n], the first > 0.
 * Errors:  InvariantError if a value is not finite, or the first is not > 0.
 * Source:  docs/METRICS.md#drawdown-family
 */
export function drawdownSpells(equity: Float64Array): DrawdownSpell[] {
  const depths = drawdowns(equity);
  const spells: DrawdownSpell[] = [];
  for (let i = 1; i < depths.length; i++) {
    if ((depths[i] ?? 0) === 0) continue;
    const spell = spellFrom(depths, i);
    spells.push(spell);
    i = spell.recovery ?? depths.length;
  }
  return spells;
}

/** The deepest ones, deepest first; of equal ones the older first. */
export function worstSpells(spells: readonly DrawdownSpell[], count: number): DrawdownSpell[] {
  return [...spells].sort((a, b) => b.depth - a.depth || a.peak - b.peak).slice(0, count);
}

/** Mean depth of the spells, each counting once; 0 where there are none. */
export function averageDrawdown(spells: readonly DrawdownSpell[]): number {
  return spells.reduce((sum, spell) => sum + spell.depth, 0) / Math.max(1, spells.length);
}

/** Bars of the longest spell, one that goes on included; 0 where there are none. */
export function longestDrawdownBars(spells: readonly DrawdownSpell[]): number {
  return spells.reduce((longest, spell) => Math.max(longest, spell.bars), 0);
}

/** The spell whose first bar below the peak is `start`. */
function spellFrom(depths: Float64Array, start: number): DrawdownSpell {
  let trough = start;
  let end = start;
  for (; end < depths.length && (depths[end] ?? 0) > 0; end++) {
    if ((depths[end] ?? 0) > (depths[trough] ?? 0)) trough = end;
  }
  const peak = start - 1;
  const recovery = end < depths.length ? end : null;
  return { peak, trough, recovery, depth: depths[trough] ?? Number.NaN, bars: (recovery ?? depths.length - 1) - peak };
}
