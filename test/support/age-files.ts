import * as age from "age-encryption";

/** What the tools `age` and `age-keygen` would do, in this process. */
export async function newIdentity(): Promise<string> {
  return age.generateX25519Identity();
}

/** The file that `age-keygen` writes for an identity. */
export async function identityFileText(identity: string): Promise<string> {
  return `# created: 2026-11-20T09:00:00Z\n# public key: ${await age.identityToRecipient(identity)}\n${identity}\n`;
}

/** A binary age file for whoever holds one of the identities. */
export async function encryptFor(identities: readonly string[], text: string): Promise<Uint8Array> {
  const encrypter = new age.Encrypter();
  for (const identity of identities) encrypter.addRecipient(await age.identityToRecipient(identity));
  return encrypter.encrypt(text);
}

export async function encryptWithPassphrase(passphrase: string, text: string): Promise<Uint8Array> {
  const encrypter = new age.Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(2);
  return encrypter.encrypt(text);
}

export function armored(file: Uint8Array): string {
  return age.armor.encode(file);
}
