import { randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** 256 bits of chance in letters that stand in an address. */
export function randomToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}
