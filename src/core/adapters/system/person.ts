import { userInfo } from "node:os";

/** The name of the uid; null where the machine has none for it. */
function accountName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

/** Who sits at this process, for the journal: whoever used sudo, else the user, else the name of the uid; null: nobody knows. */
export function personAt(
  env: Readonly<Record<string, string | undefined>>,
  account: () => string | null = accountName,
): string | null {
  const names = [env["SUDO_USER"], env["USER"], account()];
  return names.map((name) => name?.trim() ?? "").find((name) => name !== "") ?? null;
}
