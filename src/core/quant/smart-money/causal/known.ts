/** For a bar number: it has not happened. */
export const NEVER = -1;

/**
 * When a structure was there to be seen: from the close of bar `knownAt` on, until another took its place.
 *
 * Units:   bars, counted from 0 at the first that the fold took; {@link NEVER} where nothing took its place.
 */
export interface Known {
  readonly knownAt: number;
  replacedAt: number;
}

/** Whether something had happened by the close of a bar. */
export function hadHappened(atBar: number, bar: number): boolean {
  return atBar !== NEVER && atBar <= bar;
}

/** The structures to be seen at the close of a bar. */
export function seenAt<Structure extends Known>(found: readonly Structure[], bar: number): Structure[] {
  return found.filter(({ knownAt, replacedAt }) => knownAt <= bar && !hadHappened(replacedAt, bar));
}
