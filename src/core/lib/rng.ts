import { sha256Hex } from "./hash.js";

/** Seeded source of chance. The same seed and the same forks give the same numbers on any machine. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** An independent stream named by a label: drawing from it doesn't move this one. */
  fork(label: string): Rng;
}

/** xoshiro128** over a state taken from SHA-256 of the seed. */
export function createRng(seed: string): Rng {
  const digest = sha256Hex(seed);
  const word = (index: number): number => Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16) | 0;
  let a = word(0);
  let b = word(1);
  let c = word(2);
  let d = word(3) | 1;
  const next = (): number => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled / 4_294_967_296;
  };
  return { next, fork: (label) => createRng(`${seed}/${label}`) };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
