import { describe, expect, it } from "vitest";
import {
  checkDotEnv,
  checkInterlock,
  checkSecretFiles,
  secretFileVariables,
  secretNames,
} from "../../../../src/core/ops/doctor/secrets.js";

const dotEnv = (mode: number | null, names: readonly string[]) =>
  checkDotEnv({ path: ".env", variable: null, mode: { ok: true, value: mode }, secretNames: names });

describe(".env", () => {
  it.each([
    [0o600, ["OKX_API_KEY"], "pass"],
    [0o400, ["OKX_API_KEY"], "pass"],
    [0o640, ["OKX_API_KEY"], "fail"],
    [0o601, ["OKX_API_KEY"], "fail"],
    [0o644, [], "warn"],
    [0o640, [], "pass"],
    [null, [], "skip"],
  ])("mode %o with secrets %j: %s", (mode, names, status) => {
    expect(dotEnv(mode, names).status).toBe(status);
  });

  it("names the variables and the mode, with the command that closes the file", () => {
    expect(dotEnv(0o644, ["BINANCE_API_KEY", "BINANCE_API_SECRET"])).toEqual({
      id: "secrets.dot-env",
      status: "fail",
      detail: ".env (mode 0644) holds 2 secrets (BINANCE_API_KEY, BINANCE_API_SECRET) and is open to other users",
      fix: "chmod 600 .env (or `hedge doctor --fix`)",
    });
  });

  it("warns when it can't be read", () => {
    const check = checkDotEnv({ path: ".env", variable: null, mode: { ok: false, error: "EACCES" }, secretNames: [] });
    expect(check.status).toBe("warn");
  });
});

describe("names of secrets", () => {
  it("knows keys of venues and accounts, and leaves out empty ones and settings", () => {
    const names = secretNames({
      BINANCE_API_KEY: "k",
      MACRO_BINANCE_API_SECRET: "s",
      OKX_API_PASSWORD: "",
      HEDGE_AGE_IDENTITY: "i",
      ENV: "dev",
      HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE: "3",
      MONKEY: "x",
    });
    expect(names).toEqual(["BINANCE_API_KEY", "HEDGE_AGE_IDENTITY", "MACRO_BINANCE_API_SECRET"]);
  });

  it("finds the files that …_FILE variables name", () => {
    expect(
      secretFileVariables({ OKX_API_KEY_FILE: "/run/okx", LOG_FILE: "x.log", DERIBIT_API_SECRET_FILE: "" }),
    ).toEqual([["OKX_API_KEY_FILE", "/run/okx"]]);
  });

  it("finds encrypted files and the identity that opens them", () => {
    const named = { OKX_API_KEY_AGE_FILE: "/run/okx.age", HEDGE_AGE_IDENTITY_FILE: "/run/id", LANGUAGE_FILE: "x" };
    expect(secretFileVariables(named)).toEqual([
      ["HEDGE_AGE_IDENTITY_FILE", "/run/id"],
      ["OKX_API_KEY_AGE_FILE", "/run/okx.age"],
    ]);
  });
});

describe("files of secrets", () => {
  const file = (mode: number | null) =>
    checkSecretFiles([{ path: "key", variable: "OKX_API_KEY_FILE", mode: { ok: true, value: mode }, secretNames: [] }]);

  it.each([
    [0o600, "pass"],
    [0o440, "fail"],
    [0o604, "fail"],
    [null, "fail"],
  ])("mode %o: %s", (mode, status) => {
    expect(file(mode)).toMatchObject([{ id: "secrets.files.OKX_API_KEY_FILE", status }]);
  });

  it("is one skipped check where no variable names a file", () => {
    expect(checkSecretFiles([])).toMatchObject([{ id: "secrets.files", status: "skip" }]);
  });
});

it("passes on what the interlock refuses, with its words", () => {
  const refusal = { message: "mode prod needs ENV to be prod, and it is not set", fix: "Set ENV=prod" };
  expect(checkInterlock({ mode: "prod", environment: null, refusal, ignored: [] })).toMatchObject({
    status: "fail",
    detail: refusal.message,
    fix: "Set ENV=prod",
  });
  expect(checkInterlock({ mode: "paper", environment: "dev", refusal: null, ignored: [] })).toMatchObject({
    status: "pass",
    detail: 'mode paper and ENV "dev" agree',
  });
  const assumed = checkInterlock({ mode: "paper", isAssumed: true, environment: null, refusal: null, ignored: [] });
  expect(assumed).toMatchObject({
    detail: "mode paper (assumed: the state directory has no journal that says another) and ENV (not set) agree",
  });
  const ignored = [".env:2 (ENV)", ".env:3 (ALLOW_PROD_WRITE)"];
  expect(checkInterlock({ mode: "paper", environment: null, refusal: null, ignored })).toMatchObject({
    status: "warn",
    detail: expect.stringContaining(".env:2 (ENV), .env:3 (ALLOW_PROD_WRITE) does not count") as string,
  });
});
