import type { InputEvent } from "../../domain/event.js";
import type { VenueSymbolSetting } from "../../ports/venue-gateway.js";

type Change = Extract<InputEvent, { type: "account.changed" }>;

interface Compared {
  readonly account: string;
  readonly atMs: number;
  readonly known: VenueSymbolSetting;
  readonly now: VenueSymbolSetting;
}

/** What somebody changed of a symbol's settings, in the words of the private stream's frames. */
export function settingChanges({ account, atMs, known, now }: Compared): readonly Change[] {
  const { symbol } = now;
  const change = (what: Change["what"], detail: string): Change => {
    return { type: "account.changed", atMs, account, symbol, what, detail };
  };
  return [
    ...(now.leverage === known.leverage ? [] : [change("leverage", String(now.leverage))]),
    ...(now.isIsolated === known.isIsolated ? [] : [change("margin_type", now.isIsolated ? "isolated" : "cross")]),
  ];
}
