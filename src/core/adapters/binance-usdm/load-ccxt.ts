import { z } from "zod";
import type { CcxtExchange, ExchangeSettings } from "../ccxt/exchange-shape.js";
import type { ImplicitMethod } from "./endpoints.js";

export type WireValue = string | number | boolean;
export type WireParams = Readonly<Record<string, WireValue>>;

/** The hooks of a ccxt 4.5.84 instance that we set, and the implicit endpoint methods that we call. It signs with SHA-256 in hex. */
export type UsdmExchange = CcxtExchange & {
  readonly options: Record<string, unknown>;
  readonly urls: { api: unknown; test?: unknown; demo?: unknown };
  /** Makes a web socket client for a url. */
  client: (url: string) => unknown;
} & Readonly<Record<ImplicitMethod, (params: Record<string, WireValue>) => Promise<unknown>>>;

export type UsdmExchangeClass = new (settings: ExchangeSettings) => UsdmExchange;

const moduleShape = z.object({ default: z.custom<UsdmExchangeClass>((value) => typeof value === "function") });

/**
 * Loads the module of this venue alone: the package's entry would load a hundred exchanges (ccxt 4.5.84, exports of its
 * package.json name only the entry, hence the address beside it).
 */
export async function loadUsdmExchange(): Promise<UsdmExchangeClass> {
  const address = new URL("./src/pro/binanceusdm.js", import.meta.resolve("ccxt")).href;
  const loaded: unknown = await import(address);
  return moduleShape.parse(loaded).default;
}
