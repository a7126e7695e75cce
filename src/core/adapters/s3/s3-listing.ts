/**
 * Keys of an answer to ListObjectsV2 with `encoding-type=url`: percent-encoded, so that no entity of XML can be among them.
 */
export function keysOfListing(xml: string): readonly string[] {
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) =>
    decodeURIComponent(key.replaceAll("+", "%20")),
  );
}

/** Code and message of an error document; empty where there is none. */
export function errorOfXml(xml: string): { readonly code: string; readonly message: string } {
  const member = (name: string): string => new RegExp(`<${name}>([^<]{0,300})</${name}>`).exec(xml)?.[1] ?? "";
  return { code: member("Code"), message: member("Message") };
}
