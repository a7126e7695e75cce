import { z } from "zod";
import type { CcxtExchange, ExchangeSettings } from "../ccxt/exchange-shape.js";
import type { ImplicitMethod } from "./endpoints.js";

export type WireValue = string | boolean;
export type WireParams = Readonly<Record<string, WireValue>>;

interface Signed {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
  readonly headers: unknown;
}

/** The hooks of a ccxt 4.5.84 instance that we set, and the implicit endpoint methods that we call. */
export type DeribitExchange = CcxtExchange & {
  readonly urls: { api: unknown; test?: unknown };
  /** Address and headers of a request; called once for each, right before it is sent. */
  sign: (path: string, api: string, ...rest: readonly unknown[]) => Signed;
} & Readonly<Record<ImplicitMethod, (params: object) => Promise<unknown>>>;

export type DeribitExchangeClass = new (settings: ExchangeSettings) => DeribitExchange;

const moduleShape = z.object({ default: z.custom<DeribitExchangeClass>((value) => typeof value === "function") });

/** Loads the module of this venue alone, by its address beside the package's entry, which would load a hundred exchanges. */
export async function loadDeribitExchange(): Promise<DeribitExchangeClass> {
  const address = new URL("./src/deribit.js", import.meta.resolve("ccxt")).href;
  const loaded: unknown = await import(address);
  return moduleShape.parse(loaded).default;
}
