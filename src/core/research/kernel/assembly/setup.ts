/** Terms that hold for every combination; set once for an instance. */

export let navStart: f64 = 0;
export let weight: f64 = 0;
export let takerFee: f64 = 0;
export let slippage: f64 = 0;

/** Where the first market begins, bytes from market to market, and how many markets there are. */
export let marketsAt: usize = 0;
export let marketBytes: usize = 0;
export let legs: i32 = 0;

export function setTerms(nav: f64, weightOfOne: f64, fee: f64, against: f64): void {
  navStart = nav;
  weight = weightOfOne;
  takerFee = fee;
  slippage = against;
}

export function setMarkets(at: u32, bytes: u32, count: i32): void {
  marketsAt = at;
  marketBytes = bytes;
  legs = count;
}
