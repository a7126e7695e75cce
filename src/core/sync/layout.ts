import type { Mode } from "../domain/mode.js";

/** Whose journal in the mirror. */
export interface StreamPlace {
  readonly fund: string;
  readonly mode: Mode;
}

/** One journal from its first line on: the first 16 digits of that line's hash name it. */
export interface ChainPlace extends StreamPlace {
  readonly generation: string;
}

const SLOT_DIGITS = 10;
export const FUND_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

function stream({ fund, mode }: StreamPlace): string {
  return `v1/${fund}/${mode}`;
}

function chain(place: ChainPlace): string {
  return `${stream(place)}/${place.generation}`;
}

/** Who may write, and which journal is the current one. */
export function leaseKey(place: StreamPlace): string {
  return `${stream(place)}/lease.json`;
}

export function slotPrefix(place: ChainPlace): string {
  return `${chain(place)}/seg/`;
}

export function slotKey(place: ChainPlace, slot: number): string {
  return `${slotPrefix(place)}${String(slot).padStart(SLOT_DIGITS, "0")}`;
}

export function checkpointKey(place: ChainPlace): string {
  return `${chain(place)}/checkpoint.json`;
}

export function headKey(place: ChainPlace): string {
  return `${chain(place)}/head.json`;
}

/** A telemetry file as it was: `snap/positions.json/000000001234-0f3a….json`. */
export function snapshotKey(place: ChainPlace, name: string, { seq, sha }: { seq: number; sha: string }): string {
  const ending = name.slice(name.lastIndexOf("."));
  return `${chain(place)}/snap/${name}/${String(seq).padStart(12, "0")}-${sha}${ending}`;
}
