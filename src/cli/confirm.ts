import { createInterface } from "node:readline";
import { CommandFailure } from "./failure.js";
import { cleanText } from "../core/lib/text.js";

interface Question {
  readonly text: string;
  /** Somebody sits there who can read the question and answer it. */
  readonly interactive: boolean;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks a person; only `y` and `yes` are a yes, so that a slip of the hand does nothing.
 *
 * Errors: CommandFailure 2 where nobody can be asked: a script says --yes.
 */
export async function confirm({ text, interactive, input, output }: Question): Promise<boolean> {
  if (!interactive) {
    throw new CommandFailure({
      code: "usage",
      message: `${text} Nobody is here to say yes.`,
      path: "--yes",
      fix: "add --yes to do it without a question",
    });
  }
  const reader = createInterface({ input, output, terminal: false });
  output.write(`${cleanText(text)} [y/N] `);
  const answer = await new Promise<string>((resolve) => {
    reader.once("line", resolve);
    // The input ended without a line: no answer is a no.
    reader.once("close", () => {
      resolve("");
    });
  });
  reader.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
