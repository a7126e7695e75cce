import { checkMirror } from "../ops/doctor/mirror.js";
import { lookAtMirror } from "./doctor/look-at-mirror.js";

/** Where the mirror of a state directory stands, in the doctor's words. */
export interface MirrorWord {
  readonly text: string;
  readonly isFine: boolean;
}

/** Null where nothing is mirrored. Asks nothing over the network. */
export async function mirrorWord(directory: string): Promise<MirrorWord | null> {
  const { status, detail } = checkMirror(await lookAtMirror(directory, true));
  return status === "skip" ? null : { text: detail, isFine: status === "pass" };
}
