import { expect, it } from "vitest";
import { personAt } from "../../../../src/core/adapters/system/person.js";

it.each([
  ["whoever used sudo", { SUDO_USER: "thandi", USER: "root" }, "root", "thandi"],
  ["else the user", { SUDO_USER: " ", USER: "ops" }, "root", "ops"],
  ["else the name of the uid, as in a container", {}, "root", "root"],
  ["nobody where not even the uid has a name", { USER: "" }, null, null],
])("%s is named", (_what, env, account, expected) => {
  expect(personAt(env, () => account)).toBe(expected);
});

it("a process of this machine has a name or says that it has none", () => {
  expect(personAt({})).not.toBe("");
});
