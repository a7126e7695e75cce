import { createVerify, generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFirestore } from "../../../../src/core/adapters/firestore/open-firestore.js";
import { serviceAccountTokens } from "../../../../src/core/adapters/firestore/service-account.js";
import { noKeyFile } from "../../../support/real-stores.js";
import { sparePort } from "../../../support/spare-port.js";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const statements: string[] = [];
let server: Server;
let keyFile = { path: "/etc/hedge/account.json", text: "" };
let isSilent = false;

beforeAll(async () => {
  const port = await sparePort();
  server = createServer((asked, answer) => {
    let body = "";
    asked.on("data", (chunk: Buffer) => (body += chunk.toString()));
    asked.on("end", () => {
      if (isSilent) return;
      statements.push(new URLSearchParams(body).get("assertion") ?? "");
      answer.end(JSON.stringify({ access_token: `token ${String(statements.length)}`, expires_in: 3600 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  keyFile = accountOf(`http://127.0.0.1:${String(port)}/token`);
});

function accountOf(tokenAddress: string): { readonly path: string; readonly text: string } {
  const account = {
    client_email: "hedge@fund.example",
    private_key: keys.privateKey.export({ type: "pkcs8", format: "pem" }),
    token_uri: tokenAddress,
  };
  return { path: "/etc/hedge/account.json", text: JSON.stringify(account) };
}

afterAll(async () => {
  server.closeAllConnections();
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
    expect(() => serviceAccountTokens({ path: "/etc/key.json", text: "{" }, { nowMs: () => 0 })).toThrow(
      "/etc/key.json is no key file of a service account",
    );
  });

  it("the signed statement goes over https alone, or to this machine", () => {
    for (const address of ["http://tokens.example.com/", "http://10.0.0.1/token", "ftp://127.0.0.1/"]) {
      expect(() => serviceAccountTokens(accountOf(address), { nowMs: () => 0 })).toThrow(
        "its token_uri is no https:// address (http:// on this machine only)",
      );
    }
    expect(serviceAccountTokens(accountOf("https://oauth2.googleapis.com/token"), { nowMs: () => 0 })).toBeTypeOf(
      "function",
    );
  });

  it("a server that says nothing is given up after the time there is", async () => {
    isSilent = true;
    await expect(serviceAccountTokens(keyFile, { nowMs: () => 0 }, 50)()).rejects.toThrow("timeout");
    isSilent = false;
  });
});

describe("an address of a collection", () => {
  const env = { FIRESTORE_EMULATOR_HOST: "127.0.0.1:1" };

  it("names project and collection", () => {
    expect(openFirestore("firestore://fund-prod/mirror", env, noKeyFile).place).toBe("firestore://fund-prod/mirror");
  });

  it.each([
    ["firestore://", "no id of a project"],
    ["firestore://fund-prod", "it names no collection"],
    ["firestore://fund-prod/a/b", "it names no collection"],
    ["firestore://fund-prod/mirror?database=../x", "no name of a database"],
  ])("%s is refused: %s", (target, reason) => {
    expect(() => openFirestore(target, env, noKeyFile)).toThrow(reason);
  });

  it("takes an emulator on this machine only, and a key file otherwise", () => {
    const remote = { FIRESTORE_EMULATOR_HOST: "example.com:80" };
    expect(() => openFirestore("firestore://fund-prod/mirror", remote, noKeyFile)).toThrow("is not on this machine");
    expect(openFirestore("firestore://fund-prod/mirror", {}, () => keyFile).place).toBe("firestore://fund-prod/mirror");
  });

  it("nobody there: unreachable, with place and server", async () => {
    const host = `127.0.0.1:${String(await sparePort())}`;
    const store = openFirestore("firestore://fund-prod/mirror", { FIRESTORE_EMULATOR_HOST: host }, noKeyFile);
    const answer = await store.get("v1/x");
    expect(answer.ok ? "" : answer.error.message).toMatch(
      /^firestore:\/\/fund-prod\/mirror at http:\/\/127\.0\.0\.1:\d+: /,
    );
  });
});
