import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { instant } from "../../cli/flag-values.js";
import { modelScreen } from "../../cli/screens/ml-screen.js";

export default class MlTrain extends BaseCommand {
  static override summary = "Learns when the entries of a strategy pay their costs, and keeps the model.";
  static override description =
    "Walks a strategy over recorded data, takes down what was known at each entry and whether it paid after fees, slippage " +
    "and funding (triple barrier), and fits a model of it. STATE/models/<id>/ gets the record with all hashes and an ONNX " +
    "file, STATE/features/ the samples as Parquet. Nothing trades by it: hedge ml evaluate says whether it may.";
  static override examples = [
    {
      description: "Boosted trees on the entries of momentum, all markets, until the middle of 2024",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --to 2024-07-01",
    },
    {
      description: "A logistic regression, profit taken at the distance of the stop, within a day",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --kind logistic --take 1 --horizon 24",
    },
    {
      description: "What it looks at most",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --json | jq '.features[:3]'",
    },
  ];
  static override flags = {
    strategy: Flags.string({ description: "strategy whose entries are judged", required: true, helpValue: "S" }),
    kind: Flags.option({
      description: "gbm: boosted trees; logistic: logistic regression",
      options: ["gbm", "logistic"] as const,
      default: "gbm" as const,
    })(),
    symbols: Flags.string({ description: "only these markets (default: the strategy's own)", helpValue: "A,B" }),
    from: instant({ description: "start (UTC date or instant; default: of the data)" }),
    to: instant({ description: "end (UTC date or instant; default: of the data)" }),
    horizon: Flags.integer({
      description: "bars after which an entry is judged in any case (default: screener.default_horizon_bars)",
      min: 1,
      max: 1_000,
      helpValue: "N",
    }),
    take: Flags.integer({
      description: "take-profit, in distances of the stop",
      default: 2,
      min: 1,
      max: 20,
      helpValue: "N",
    }),
    folds: Flags.integer({ description: "folds of the evaluation", default: 5, min: 2, max: 20, helpValue: "N" }),
    seed: Flags.integer({ description: "seed of the boosted trees", default: 1, min: 0, helpValue: "N" }),
    "valid-days": Flags.integer({
      description: "days after its last sample for which the model answers",
      default: 90,
      min: 1,
      max: 365,
      helpValue: "N",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MlTrain);
    const { trainMetaModel } = await import("../../core/app/ml/train.js");
    const document = await trainMetaModel(flags);
    this.print(document, (paper) => modelScreen(document, paper));
  }
}
