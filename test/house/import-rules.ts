import { posix } from "node:path";
import { builtinModules } from "node:module";
import type { ImportUse } from "./imports.js";
import { importsOf, parse } from "./imports.js";
import type { OutsideRule, Permission, Room } from "./import-table.js";
import { builtIns, computedImports, packages, policyFile, rooms } from "./import-table.js";

const isIn = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

/** The room a file under src/ lies in; `core/foo` of an unknown room is no room. */
export function roomOf(file: string): Room | undefined {
  return rooms.find(({ room }) => isIn(file, room));
}

/**
 * One sentence for each import that the tables do not allow.
 *
 * @param file path below src/, with slashes: `core/risk/review.ts`
 */
export function forbiddenImports(file: string, text: string): readonly string[] {
  const room = roomOf(file);
  if (room === undefined) {
    return [`src/${file}: the room src/${posix.dirname(file)} is not in the table of test/house/import-table.ts`];
  }
  return importsOf(parse(file, text)).flatMap((use) => {
    const complaint = complaintAbout(use, file, room);
    return complaint === undefined ? [] : [`src/${file}:${use.line} imports ${use.specifier ?? "…"}: ${complaint}`];
  });
}

function complaintAbout(use: ImportUse, file: string, room: Room): string | undefined {
  if (use.specifier === undefined) {
    if (computedImports.includes(file)) return undefined;
    return "a computed module name can't be checked; write the name between quotes";
  }
  if (use.specifier.startsWith(".")) return roomComplaint(use, use.specifier, file, room);
  if (use.specifier.startsWith("node:")) return outsideComplaint(use, use.specifier, file, builtIns);
  if (builtinModules.includes(use.specifier)) return `write node:${use.specifier}`;
  return outsideComplaint(use, use.specifier, file, packages);
}

function roomComplaint(use: ImportUse, specifier: string, file: string, room: Room): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier)).replace(/\.js$/, ".ts");
  if (target.startsWith("..")) return "it leads out of src/";
  const targetRoom = roomOf(target)?.room;
  if (targetRoom === undefined) return `src/${posix.dirname(target)} is not in the table of test/house/import-table.ts`;
  if (targetRoom === room.room) return undefined;
  const permissions = room.mayImport.filter((permission) => permission.room === targetRoom);
  if (permissions.length === 0) return `${room.room} may not import ${targetRoom} (may: ${namesOf(room)})`;
  const unmet = permissions.map((permission) => unmetCondition(permission, use, file, target));
  return unmet.includes(undefined) ? undefined : unmet[0];
}

function unmetCondition(permission: Permission, use: ImportUse, file: string, target: string): string | undefined {
  const { room, how, from } = permission;
  if (from !== undefined && file !== from) return `only src/${from} may import ${room}`;
  if (how === "types" && !use.typeOnly) return `only types of ${room} may be imported here (import type)`;
  if (how === "policies" && !policyFile.test(target))
    return `only policy, params and schema files of ${room} may be imported here`;
  if (how === "inside run()" && !use.insideRun) return `${room} is imported only by \`await import()\` inside run()`;
  return undefined;
}

function outsideComplaint(
  use: ImportUse,
  specifier: string,
  file: string,
  table: readonly OutsideRule[],
): string | undefined {
  const rule = table.find(({ names }) => names.some((name) => matches(name, specifier)));
  if (rule === undefined) return `${specifier} is not in the tables of test/house/import-table.ts`;
  if (rule.allowedIn.some((place) => isIn(file, place))) return undefined;
  if (rule.inPolicies === true && file.startsWith("core/") && policyFile.test(file)) return undefined;
  if (use.typeOnly && rule.typesIn?.some((place) => isIn(file, place)) === true) return undefined;
  const policies = rule.inPolicies === true ? ", policy, params and schema files" : "";
  return `${specifier} may be imported only in ${rule.allowedIn.join(", ")}${policies}`;
}

function matches(name: string, specifier: string): boolean {
  return name.endsWith("*") ? specifier.startsWith(name.slice(0, -1)) : specifier === name;
}

function namesOf(room: Room): string {
  return room.mayImport.length === 0 ? "nothing" : room.mayImport.map((permission) => permission.room).join(", ");
}
