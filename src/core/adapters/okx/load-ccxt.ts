import { z } from "zod";
import type { CcxtExchange, ExchangeSettings } from "../ccxt/exchange-shape.js";
import type { ImplicitMethod } from "./endpoints.js";

export type WireValue = string | boolean;
export type WireParams = Readonly<Record<string, WireValue>>;

/** The hooks of a ccxt 4.5.84 instance that we set, and the implicit endpoint methods that we call. It signs with HMAC-SHA256 in base64. */
export type OkxExchange = CcxtExchange & {
  /** Read anew for each signature, as the keys are. */
  password: string;
  readonly urls: { api: unknown; test?: unknown };
} & Readonly<Record<ImplicitMethod, (params: object) => Promise<unknown>>>;

interface OkxSettings extends ExchangeSettings {
  readonly password: string;
}

export type OkxExchangeClass = new (settings: OkxSettings) => OkxExchange;

const moduleShape = z.object({ default: z.custom<OkxExchangeClass>((value) => typeof value === "function") });

/** Loads the module of this venue alone, by its address beside the package's entry, which would load a hundred exchanges. */
export async function loadOkxExchange(): Promise<OkxExchangeClass> {
  const address = new URL("./src/okx.js", import.meta.resolve("ccxt")).href;
  const loaded: unknown = await import(address);
  return moduleShape.parse(loaded).default;
}
