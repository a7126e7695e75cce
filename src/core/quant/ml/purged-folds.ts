import { invariant } from "../../lib/invariant.js";

/** When a sample was taken and when its label was known. Units: epoch ms, both inclusive. */
export interface LabelSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Fold {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export interface FoldOptions {
  readonly folds: number;
  /** Time after a test span in which no sample is learned from. */
  readonly embargoMs: number;
}

/**
 * Cross-validation in time order: each fold tests one stretch of samples and learns from the others, less those whose label
 * span touches the test's (purge) and those that begin within the embargo after it. Samples of one instant are never parted.
 *
 * Shape:   spans rise in `fromMs`; a fold names their indices, in order.
 * Errors:  InvariantError with fewer than two folds, or spans out of order.
 * Source:  docs/ML.md#cross-validation (López de Prado 2018, chapter 7)
 */
export function purgedFolds(spans: readonly LabelSpan[], { folds, embargoMs }: FoldOptions): readonly Fold[] {
  invariant(folds >= 2, "cross-validation needs two folds or more");
  const inOrder = spans.every(({ fromMs, toMs }, i) => toMs >= fromMs && fromMs >= (spans[i - 1]?.fromMs ?? -Infinity));
  invariant(inOrder, "samples of a cross-validation come in order of time");
  const starts = Array.from({ length: folds + 1 }, (_, fold) => firstOfInstant(spans, fold, folds));
  return Array.from({ length: folds }, (_, fold) => {
    const test = indicesOf(starts[fold] ?? 0, starts[fold + 1] ?? spans.length);
    return { test, train: purgedTrain(spans, test, embargoMs) };
  }).filter(({ test }) => test.length > 0);
}

function firstOfInstant(spans: readonly LabelSpan[], fold: number, folds: number): number {
  let at = Math.round((fold * spans.length) / folds);
  while (at > 0 && at < spans.length && spans[at]?.fromMs === spans[at - 1]?.fromMs) at -= 1;
  return at;
}

function indicesOf(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}

/** Samples that may be learned from when these are tested. */
export function purgedTrain(
  spans: readonly LabelSpan[],
  test: readonly number[],
  embargoMs: number,
): readonly number[] {
  const tested = new Set(test);
  const fromMs = Math.min(...test.map((index) => spans[index]?.fromMs ?? Infinity));
  const toMs = test.reduce((latest, index) => Math.max(latest, spans[index]?.toMs ?? -Infinity), -Infinity);
  return spans.flatMap((span, index) => {
    const apart = span.toMs < fromMs || span.fromMs > toMs + embargoMs;
    return !tested.has(index) && apart ? [index] : [];
  });
}
