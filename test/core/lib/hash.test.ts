import { describe, expect, it } from "vitest";
import { chainedHash, hmacSha256Hex, sha256Hex } from "../../../src/core/lib/hash.js";

describe("SHA-256", () => {
  it("is that of FIPS 180-4: of nothing and of abc, as text or bytes", () => {
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256Hex(Buffer.from("abc"))).toBe(sha256Hex("abc"));
  });

  it("of a chain is that of the link before followed by the text in UTF-8", () => {
    const previous = sha256Hex("before");
    expect(chainedHash(previous, "ünï")).toBe(sha256Hex(Buffer.from(`${previous}ünï`, "utf8")));
    expect(chainedHash(previous, "a")).not.toBe(chainedHash(sha256Hex("other"), "a"));
  });

  it("keyed, is that of the signature in Binance's documentation (USD-M futures, general info, 2026-10)", () => {
    const secret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
    const payload =
      "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943";
    const signature = "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9";
    expect(hmacSha256Hex(payload, secret)).toBe(signature);
    expect(hmacSha256Hex(Buffer.from(payload), Buffer.from(secret))).toBe(signature);
  });
});
