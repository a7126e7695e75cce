import { createVerify, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFirestore } from "../../../../src/core/adapters/firestore/open-firestore.js";
import { serviceAccountTokens } from "../../../../src/core/adapters/firestore/service-account.js";
import { sparePort } from "../../../support/spare-port.js";

const folder = mkdtempSync(join(tmpdir(), "hedge-firestore-"));
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const statements: string[] = [];
let server: Server;
let keyFile = "";

beforeAll(async () => {
  const port = await sparePort();
  server = createServer((asked, answer) => {
    let body = "";
    asked.on("data", (chunk: Buffer) => (body += chunk.toString()));
    asked.on("end", () => {
      statements.push(new URLSearchParams(body).get("assertion") ?? "");
      answer.end(JSON.stringify({ access_token: `token ${String(statements.length)}`, expires_in: 3600 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  keyFile = join(folder, "key.json");
  const account = {
    client_email: "hedge@fund.example",
    private_key: keys.privateKey.export({ type: "pkcs8", format: "pem" }),
    token_uri: `http://127.0.0.1:${String(port)}/token`,
  };
  writeFileSync(keyFile, JSON.stringify(account), { mode: 0o600 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

describe("tokens of a service account", () => {
  it("are asked for with a signed statement, kept for 58 minutes, then asked for anew", async () => {
    let nowMs = 1_800_000_000_000;
    const token = serviceAccountTokens(keyFile, { nowMs: () => nowMs });
    expect(await token()).toBe("token 1");
    nowMs += 57 * 60_000;
    expect(await token()).toBe("token 1");
    nowMs += 2 * 60_000;
    expect(await token()).toBe("token 2");
    const [head = "", claims = "", signature = ""] = (statements[0] ?? "").split(".");
    expect(createVerify("RSA-SHA256").update(`${head}.${claims}`).verify(keys.publicKey, signature, "base64url")).toBe(
      true,
    );
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      iss: "hedge@fund.example",
      iat: 1_800_000_000,
      exp: 1_800_003_600,
    });
  });

  it("a file that is none is refused with its name", () => {
    expect(() => serviceAccountTokens(join(folder, "none.json"), { nowMs: () => 0 })).toThrow(
      "no key file of a service account",
    );
  });
});

describe("an address of a collection", () => {
  const env = { FIRESTORE_EMULATOR_HOST: "127.0.0.1:1" };

  it("names project and collection", () => {
    expect(openFirestore("firestore://fund-prod/mirror", env).place).toBe("firestore://fund-prod/mirror");
  });

  it.each([
    ["firestore://", "no id of a project"],
    ["firestore://fund-prod", "it names no collection"],
    ["firestore://fund-prod/a/b", "it names no collection"],
    ["firestore://fund-prod/mirror?database=../x", "no name of a database"],
  ])("%s is refused: %s", (target, reason) => {
    expect(() => openFirestore(target, env)).toThrow(reason);
  });

  it("takes an emulator on this machine only, and a key file otherwise", () => {
    expect(() => openFirestore("firestore://fund-prod/mirror", { FIRESTORE_EMULATOR_HOST: "example.com:80" })).toThrow(
      "is not on this machine",
    );
    expect(() => openFirestore("firestore://fund-prod/mirror", {})).toThrow("needs a service account");
  });

  it("nobody there: unreachable, with place and server", async () => {
    const store = openFirestore("firestore://fund-prod/mirror", {
      FIRESTORE_EMULATOR_HOST: `127.0.0.1:${String(await sparePort())}`,
    });
    const answer = await store.get("v1/x");
    expect(answer.ok ? "" : answer.error.message).toMatch(
      /^firestore:\/\/fund-prod\/mirror at http:\/\/127\.0\.0\.1:\d+: /,
    );
  });
});
