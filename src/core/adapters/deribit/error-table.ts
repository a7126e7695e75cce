import { type ErrorRow, errorRows } from "../ccxt/error-rows.js";

/**
 * What each number of the venue means and asks of us. Numbers and words: the list of RPC errors as ccxt 4.5.84 has it
 * (`deribit.js`); the article docs.deribit.com/articles/errors gives other meanings to 10001 … 10009 (2026-11), so the
 * word of the answer is always shown. `docs/venues/deribit.md` shows the same rows and a test compares them.
 */
export const ERROR_TABLE: ReadonlyMap<number, ErrorRow> = new Map([
  ...errorRows("unknown", {
    10001: "error without further words",
    11031: "other error",
    11094: "internal server error",
  }),
  ...errorRows("resend", {
    10028: "too many requests: the session is ended",
    10040: "can't be processed now",
    10041: "settlement in progress",
    10047: "too many requests wait for the matching engine",
    11051: "system maintenance",
    13888: "not begun with before its valid_until",
  }),
  ...errorRows("redecide", {
    10002: "amount too low",
    10003: "own orders would meet",
    10005: "price too low",
    10006: "price too low for the index",
    10007: "price too high",
    10008: "price too high for the index",
    10009: "not enough funds",
    10011: "price not allowed",
    10032: "cost too low",
    10034: "trigger price too high",
    10035: "trigger price too low",
    11030: "rejected for another reason",
    11036: "trigger price on the wrong side of the market",
    11054: "post-only order would take",
  }),
  ...errorRows("reconcile", {
    10004: "order not found",
    10010: "order closed already",
    10012: "book is closed",
    10013: "too many open orders",
    10014: "too many open orders of futures",
    10016: "position of futures too large",
    10018: "position of futures too large",
    10029: "order of another account",
    11008: "order filled already",
    11035: "too many conditional orders",
    11044: "order not open",
    13019: "book is closed",
  }),
  ...errorRows("bug", {
    10020: "instrument invalid",
    10021: "amount invalid",
    10022: "quantity invalid",
    10023: "price invalid",
    10025: "order id invalid",
    10026: "price has too many places",
    10027: "amount is no multiple of the contract",
    10031: "argument not for this instrument",
    10033: "not implemented",
    10043: "price not on the tick grid",
    10044: "trigger price not on the tick grid",
    11029: "arguments invalid",
    11043: "argument bad",
    11047: "arguments exclude each other",
    11049: "arguments bad",
    11050: "request not understood",
    13010: "argument missing",
    13016: "input invalid",
    13020: "instrument not found",
    [-32000]: "parameters missing",
    [-32601]: "method not found",
    [-32602]: "parameters invalid",
    [-32700]: "no JSON",
  }),
  ...errorRows("halt", {
    10000: "not authorised",
    10019: "trading is locked",
    11042: "permission denied",
    12005: "country is banned",
    13002: "account is blocked",
    13004: "credentials invalid",
    13009: "token wrong or expired",
    13012: "not for subaccounts",
    13021: "key lacks the permission",
    13025: "method switched off by the venue",
  }),
]);

/** Refusals that the rules of an instrument give. */
export const RULE_CODES: ReadonlySet<number> = new Set([
  ...[10002, 10005, 10006, 10007, 10008, 10011, 10012, 10021, 10026, 10027, 10032, 10043, 10044, 13019],
]);
