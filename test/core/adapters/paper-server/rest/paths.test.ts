import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { REST_PATHS } from "../../../../../src/core/adapters/paper-server/faults/rest-paths.js";
import { createPublicRoutes } from "../../../../../src/core/adapters/paper-server/market/public-routes.js";
import { USDM_LIMITS } from "../../../../../src/core/adapters/paper-server/rest/rate-limits.js";
import { allRoutes } from "../../../../../src/core/adapters/paper-server/rest/rest-app.js";
import { handClock, openMarket } from "../market/open-venue.js";

/** Paths without their methods, sorted. */
async function answered(): Promise<readonly string[]> {
  const market = await openMarket({ from: "2024-03-01T00:00:00Z", clock: handClock() });
  const signed = [...allRoutes(USDM_LIMITS).keys()].map((call) => call.split(" ")[1]!);
  return [...new Set([...createPublicRoutes(market).keys(), ...signed])].sort();
}

/** What the page's two tables list, `/fapi` put before what has no host's path of its own. */
function documented(): readonly string[] {
  const page = readFileSync(new URL("../../../../../docs/venues/paper.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("## REST paths"), page.indexOf("Not answered:"));
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  const names = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  return names.map((name) => (name.startsWith("/") ? name : `/fapi/${name}`)).sort();
}

describe("the REST paths of the paper venue", () => {
  it("are those that its page lists, one for one", async () => {
    expect(documented()).toEqual(await answered());
  });

  it("are those that a fault script may name", async () => {
    expect([...REST_PATHS].sort()).toEqual(await answered());
  });
});
