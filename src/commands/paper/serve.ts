import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { instant, positive } from "../../cli/flag-values.js";
import type { Paper } from "../../cli/paper.js";

interface Ready {
  readonly document: {
    readonly url: string;
    readonly wsUrl: string;
    readonly apiKey: string;
    readonly apiSecret: string;
  };
  readonly spare: { readonly apiKey: string; readonly apiSecret: string };
  readonly from: string;
  readonly to: string;
  readonly symbols: readonly string[];
}

export default class PaperServe extends BaseCommand {
  static override summary = "A venue on this machine that speaks the wire protocol of Binance USD-M.";
  static override description =
    "Serves the recorded market with the simulated venue behind it, as REST and streams on 127.0.0.1: any Binance client " +
    "can trade against it, with play money. Market time starts at --from and runs at --speed; at the end of the data prices " +
    "stand still and nothing fills any more. A fault script makes it misbehave. It serves until SIGTERM or Ctrl-C.";
  static override examples = [
    {
      description: "Any free port, the address as one line of JSON",
      command: "<%= config.bin %> <%= command.id %> --port 0 --json",
    },
    {
      description: "A week in three minutes",
      command: "<%= config.bin %> <%= command.id %> --from 2024-03-04 --speed 3360",
    },
    {
      description: "The recorded minutes of the BTCUSDT order book, at their own pace",
      command: "<%= config.bin %> <%= command.id %> --from 2024-08-08T23:54:00Z",
    },
    {
      description: "A bad day",
      command: "<%= config.bin %> <%= command.id %> --faults research/faults/rough-network.json --seed 3",
    },
  ];
  static override flags = {
    port: Flags.integer({ description: "port to listen on; 0: any free one", default: 8787, min: 0, max: 65_535 }),
    seed: Flags.integer({
      description: "another seed, other keys, quantities and chances",
      default: 1,
      min: 0,
      max: 4_294_967_295,
    }),
    speed: positive({ description: "market seconds per wall second (real: 1)", words: ["real"] }),
    faults: Flags.string({ description: "fault script: what goes wrong, and when", helpValue: "FILE" }),
    from: instant({ description: "start of the market (UTC date or instant; default: 2024-08-08)" }),
    to: instant({ description: "end of the market, on a full hour (default: end of the data)" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PaperServe);
    this.mode = "paper";
    const { servePaper } = await import("../../core/app/paper-serve.js");
    const exitCode = await servePaper({ ...flags, speed: flags.speed ?? 1 }, (ready) => {
      this.print(ready.document, (paper) => readyLines(ready, paper));
    });
    this.leaveWith(toExitCode(exitCode));
  }
}

function readyLines({ document, spare, from, to, symbols }: Ready, { tint, wrap }: Paper): readonly string[] {
  const { url, wsUrl, apiKey, apiSecret } = document;
  const row = (name: string, value: string): string => `${tint(name.padEnd(10), "dim")}${value}`;
  return [
    `${tint("PAPER VENUE", "title")}  ${symbols.length} symbols, ${from} to ${to}`,
    row("REST", url),
    row("streams", wsUrl),
    row("key", apiKey),
    row("secret", apiSecret),
    row("key 2", spare.apiKey),
    row("secret 2", spare.apiSecret),
    "",
    ...wrap("An executor trades here in mode testnet, once its venue's addresses and its key are these:"),
    `  export HEDGE__VENUES__BINANCE__TESTNET__REST=${url}`,
    `  export HEDGE__VENUES__BINANCE__TESTNET__WS=${wsUrl}`,
    `  export BINANCE_API_KEY=${apiKey}`,
    `  export BINANCE_API_SECRET=${apiSecret}`,
    "  ENV=testnet hedge executor --mode testnet",
    "",
    ...wrap(
      "To rehearse --mode dry-run or --prod here, point the production addresses here instead, with the same key:",
    ),
    `  export HEDGE__VENUES__BINANCE__PROD__REST=${url}`,
    `  export HEDGE__VENUES__BINANCE__PROD__WS=${wsUrl}`,
    "  ENV=prod ALLOW_PROD_WRITE=1 hedge executor --prod",
    "",
    ...wrap(
      "The venue's time is market time: a client has to take its clock from /fapi/v1/time (ccxt: adjustForTimeDifference).",
    ),
    "",
    tint("Ctrl-C ends it.", "dim"),
  ];
}
