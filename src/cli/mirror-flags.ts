import * as Flags from "@oclif/core/flags";

/** Where a mirror lies: shared by all verbs of `hedge sync`. */
export const mirrorFlags = {
  target: Flags.string({
    description:
      "place of the mirror: file://DIR, s3://BUCKET/PREFIX?region=R&endpoint=URL or firestore://PROJECT/COLLECTION " +
      "(also: HEDGE_SYNC_TARGET; default: the place it had last, else file://cache/mirror)",
    helpValue: "URL",
  }),
  fund: Flags.string({ description: "name of the fund in the mirror", default: "main", helpValue: "NAME" }),
};
