import { describe, expect, it } from "vitest";
import { isSignedBy, readParams } from "../../../../../src/core/adapters/paper-server/rest/signed-text.js";

const SECRET = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
const PAYLOAD =
  "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943";
const SIGNATURE = "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9";

describe("a request's signature", () => {
  it.each([
    ["in the query", `${PAYLOAD}&signature=${SIGNATURE}`, ""],
    ["in the body", "", `${PAYLOAD}&signature=${SIGNATURE}`],
    ["with capital letters", `${PAYLOAD}&signature=${SIGNATURE.toUpperCase()}`, ""],
  ])("of the documented vector holds %s", (_where, query, body) => {
    const params = readParams(query, body);
    expect(isSignedBy(SECRET, params)).toBe(true);
    expect(params.byName["price"]).toBe("9000");
  });

  it("holds over query and body one after the other, without a character between them", () => {
    const cut = PAYLOAD.indexOf("&quantity");
    const [query, body] = [PAYLOAD.slice(0, cut), PAYLOAD.slice(cut)];
    expect(isSignedBy(SECRET, readParams(query, `${body}&signature=${SIGNATURE}`))).toBe(true);
  });

  it("fails for another price, another secret and no signature at all", () => {
    const signature = `&signature=${SIGNATURE}`;
    expect(isSignedBy(SECRET, readParams(PAYLOAD.replace("9000", "9001") + signature, ""))).toBe(false);
    expect(isSignedBy("other", readParams(PAYLOAD + signature, ""))).toBe(false);
    expect(isSignedBy(SECRET, readParams(PAYLOAD, ""))).toBe(false);
  });

  it("takes the query's word where the body names the same parameter", () => {
    expect(readParams("symbol=A", "symbol=B&side=BUY").byName).toEqual({ symbol: "A", side: "BUY" });
  });
});
