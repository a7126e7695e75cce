import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { modelScreen } from "../../cli/screens/ml-screen.js";

export default class MlEvaluate extends BaseCommand {
  static override summary = "Judges a model out of sample and says whether it may trade (exit 4 if not).";
  static override description =
    "Fits the model's recipe again on purged, embargoed folds and scores what each says of the entries it has not seen, " +
    "against the base rate. The bar rises with the number of models tried on the same data. A session takes a model only " +
    "with a passing evaluation in its record, and only while features and files are those of the record.";
  static override examples = [
    {
      description: "The model that hedge ml train named",
      command: "<%= config.bin %> <%= command.id %> gbm-0123456789",
    },
    {
      description: "What it fails on",
      command: "<%= config.bin %> <%= command.id %> gbm --json | jq '.checks[] | select(.pass | not)'",
    },
  ];
  static override args = {
    model: Args.string({ name: "MODEL", description: "id of the model, or its beginning", required: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MlEvaluate);
    const { evaluateMetaModel } = await import("../../core/app/ml/evaluate.js");
    const document = await evaluateMetaModel(args.model, flags);
    this.print(document, (paper) => modelScreen(document, paper));
    this.leaveWith(toExitCode(document.verdict === "pass" ? 0 : 4));
  }
}
