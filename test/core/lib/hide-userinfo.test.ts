import { expect, it } from "vitest";
import { hideUserinfo, hideUserinfoIn } from "../../../src/core/lib/hide-userinfo.js";

it.each([
  ["https://jane:hunter2@host/path", "https://…@host/path"],
  ["http://:hunter2@127.0.0.1:8000", "http://…@127.0.0.1:8000"],
  ["redis://:p@ss/w@host:6379 and wss://u@h", "redis://…@host:6379 and wss://…@h"],
  ["https://fapi.binance.com", "https://fapi.binance.com"],
  ["mail jane@host", "mail jane@host"],
])("of %j shows %j", (text, shown) => {
  expect(hideUserinfo(text)).toBe(shown);
});

it("finds it in any depth of a value, and leaves all else as it is", () => {
  const value = { prod: { rest: "https://jane:hunter2@h", ports: [1, null, true] } };
  expect(hideUserinfoIn(value)).toEqual({ prod: { rest: "https://…@h", ports: [1, null, true] } });
  expect([hideUserinfoIn(3), hideUserinfoIn(null), hideUserinfoIn(undefined)]).toEqual([3, null, undefined]);
});
