import * as fs from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedDirectory } from "../../../../src/core/adapters/system/shared-directory.js";

const UID = String(userInfo().uid);

describe("the directory that all processes of a machine share", () => {
  it("is where HEDGE_SHARED_DIR says, one for each user and name", () => {
    const env = { HEDGE_SHARED_DIR: "/srv/locks", TMPDIR: "/elsewhere" };
    expect(sharedDirectory("accounts", env)).toBe(`/srv/locks/hedge-${UID}-accounts`);
    expect(sharedDirectory("limits", env)).toBe(`/srv/locks/hedge-${UID}-limits`);
  });

  it.runIf(fs.existsSync("/run/lock"))(
    "is the same in /run/lock whatever TMPDIR says, and for an empty setting",
    () => {
      const places = [{}, { TMPDIR: "/a" }, { TMPDIR: "/b", HEDGE_SHARED_DIR: "" }].map((env) =>
        sharedDirectory("x", env),
      );
      expect(new Set(places)).toEqual(new Set([join("/run/lock", `hedge-${UID}-x`)]));
    },
  );
});
