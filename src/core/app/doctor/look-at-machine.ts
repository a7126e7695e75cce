import { inspectPath } from "../../adapters/fs/file-modes.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attempt } from "../../adapters/system/attempt.js";
import { mergeEnvironment, parseDotEnv } from "../../config/dot-env.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import type { Reading } from "../../ops/doctor/reading.js";
import { type InterlockFacts, secretFileVariables, secretNames, type SecretFile } from "../../ops/doctor/secrets.js";
import { ignoredSwitches, requireMode } from "../interlock.js";

type Environment = Readonly<Record<string, string | undefined>>;

interface EnvironmentReading {
  /** The environment with `.env` beneath it. */
  readonly variables: Environment;
  readonly dotEnvText: string | null;
  readonly dotEnv: SecretFile;
  readonly secretFiles: readonly SecretFile[];
}

const DOT_ENV = ".env";

/** Result of a look whose failure is only needed in words. */
export function inWords<T>(read: () => T): Reading<T> {
  const result = attempt(read);
  return result.ok ? result : { ok: false, error: result.error.message };
}

function fileMode(path: string): Reading<number | null> {
  return inWords(() => inspectPath(path)?.mode ?? null);
}

export function lookAtEnvironment(env: Environment): EnvironmentReading {
  const text = inWords(() => nodeFiles.readText(DOT_ENV));
  const dotEnvText = text.ok ? text.value : null;
  const variables = mergeEnvironment(env, dotEnvText);
  const dotEnv: SecretFile = {
    path: DOT_ENV,
    variable: null,
    mode: text.ok ? fileMode(DOT_ENV) : text,
    secretNames: dotEnvText === null ? [] : secretNames(parseDotEnv(dotEnvText)),
  };
  const secretFiles = secretFileVariables(variables).map(([variable, path]): SecretFile => ({
    path,
    variable,
    mode: fileMode(path),
    secretNames: [variable],
  }));
  return { variables, dotEnvText, dotEnv, secretFiles };
}

/** Asks the executor's own interlock, so that the doctor can't be of another opinion. */
export function lookAtInterlock(mode: Mode | null, env: Environment, dotEnvText: string | null): InterlockFacts {
  const judged = mode ?? "paper";
  const asked = attempt(() => {
    requireMode(judged, env, dotEnvText);
  });
  const environment = env["ENV"] ?? "";
  const refusal = asked.ok ? null : refusalOf(asked.error);
  return {
    mode: judged,
    isAssumed: mode === null,
    environment: environment === "" ? null : environment,
    refusal,
    ignored: ignoredSwitches(dotEnvText),
  };
}

function refusalOf(error: Error): InterlockFacts["refusal"] {
  if (!(error instanceof Failure)) return { message: error.message, fix: "correct ENV" };
  return { message: error.message, fix: error.place.fix ?? "correct ENV" };
}
