import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { s3Keys, serviceAccountFile } from "../../../../src/core/app/sync/mirror-keys.js";
import { openTarget } from "../../../../src/core/app/sync/target.js";

const folder = mkdtempSync(join(tmpdir(), "hedge-mirror-keys-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

type Environment = Readonly<Record<string, string>>;
const sources = (env: Environment) => ({ env, files: nodeFiles });
const ID = { AWS_ACCESS_KEY_ID: "AKIA1" };

describe("the key of an s3:// target", () => {
  it("comes from systemd's directory, a file of one's own (0600) or the environment", async () => {
    const handed = join(folder, "handed");
    mkdirSync(handed);
    writeFileSync(join(handed, "AWS_SECRET_ACCESS_KEY"), "from-systemd\n", { mode: 0o600 });
    const both = { ...ID, CREDENTIALS_DIRECTORY: handed, AWS_SESSION_TOKEN_FILE: written("token", "t0k\n") };
    expect(await s3Keys(sources(both))).toEqual({
      accessKeyId: "AKIA1",
      secretAccessKey: "from-systemd",
      sessionToken: "t0k",
    });
    const plain = { ...ID, AWS_SECRET_ACCESS_KEY: "s" };
    expect(await s3Keys(sources(plain))).toEqual({ accessKeyId: "AKIA1", secretAccessKey: "s" });
  });

  it.each([0o666, 0o644, 0o640, 0o602])(
    "a file of mode %o is refused with the command that closes it",
    async (mode) => {
      const path = written("open", "secret-word", mode);
      await expect(s3Keys(sources({ ...ID, AWS_SECRET_ACCESS_KEY_FILE: path }))).rejects.toMatchObject({
        code: "credentials_open",
        exitCode: 3,
        message: `${path} (AWS_SECRET_ACCESS_KEY_FILE) (mode 0${mode.toString(8)}) is open to other users`,
        place: { fix: `chmod 600 ${path}` },
      });
    },
  );

  it.each(["none", "."])("a file that is missing, or a directory (%s), is named with a remedy", async (name) => {
    const path = join(folder, name);
    await expect(s3Keys(sources({ ...ID, AWS_SECRET_ACCESS_KEY_FILE: path }))).rejects.toMatchObject({
      code: "credentials_unreadable",
      exitCode: 3,
      place: {
        path: "AWS_SECRET_ACCESS_KEY_FILE",
        fix: "Write the key alone into the file, nothing else, with mode 600.",
      },
    });
  });

  it("the variable that is missing is named; an address that is none is told first", async () => {
    await expect(s3Keys(sources(ID))).rejects.toMatchObject({
      code: "mirror_keys_missing",
      place: { path: "AWS_SECRET_ACCESS_KEY" },
    });
    const options = { ...sources({}), mayCreate: false };
    await expect(openTarget("s3://key:secret@fund", options)).rejects.toThrow("keys don't belong into an address");
    await expect(openTarget("s3://fund", options)).rejects.toThrow("an s3:// target needs a key");
  });
});

describe("the key file of a service account", () => {
  const NAME = "GOOGLE_APPLICATION_CREDENTIALS";

  it("is what systemd handed over, else the file that is named", () => {
    const path = written("account.json", '{"a": 1}');
    expect(serviceAccountFile(sources({ [NAME]: path }))).toEqual({ path, text: '{"a": 1}' });
    const handed = join(folder, "handed-account");
    mkdirSync(handed);
    // systemd hands over by an access list, which shows as bits of the group.
    writeFileSync(join(handed, NAME), "{}", { mode: 0o640 });
    const { text } = serviceAccountFile(sources({ [NAME]: path, CREDENTIALS_DIRECTORY: handed }));
    expect(text).toBe("{}");
  });

  it.each([
    [0o644, "credentials_open"],
    [0o666, "credentials_open"],
  ])("of mode %o it is refused: %s", (mode, code) => {
    const path = written("account-open.json", "{}", mode);
    expect(() => serviceAccountFile(sources({ [NAME]: path }))).toThrow(expect.objectContaining({ code, exitCode: 3 }));
  });

  it("none named, or none there: exit 3 with the remedy", () => {
    expect(() => serviceAccountFile(sources({}))).toThrow("a firestore:// target needs a service account");
    expect(() => serviceAccountFile(sources({ [NAME]: folder }))).toThrow(
      expect.objectContaining({
        code: "credentials_unreadable",
        place: expect.objectContaining({
          path: NAME,
          fix: expect.stringContaining("key file (0600)") as string,
        }) as object,
      }),
    );
  });
});
