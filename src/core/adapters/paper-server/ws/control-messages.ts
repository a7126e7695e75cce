import { z } from "zod";

const idSchema = z.union([z.int(), z.string().max(36)]).nullable();
const requestSchema = z.discriminatedUnion("method", [
  z.object({
    method: z.enum(["SUBSCRIBE", "UNSUBSCRIBE"]),
    params: z.array(z.string().max(200)).max(1_024),
    id: idSchema.default(null),
  }),
  z.object({ method: z.literal("LIST_SUBSCRIPTIONS"), id: idSchema.default(null) }),
]);

export type ControlRequest = z.infer<typeof requestSchema>;
type ControlId = z.infer<typeof idSchema>;

/** A request, or the answer to something that is none (codes: live subscribing page, 2026-04). */
export function readControl(text: string): { readonly request: ControlRequest } | { readonly answer: object } {
  const json = parseJson(text);
  if (json === undefined) return { answer: errorAnswer(3, "Invalid JSON: expected value", null) };
  const parsed = requestSchema.safeParse(json);
  if (parsed.success) return { request: parsed.data };
  const id = z.object({ id: idSchema }).safeParse(json);
  const issue = parsed.error.issues[0];
  const msg = `Invalid request: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "not understood"}`;
  return { answer: errorAnswer(2, msg, id.success ? id.data.id : null) };
}

export function errorAnswer(code: number, msg: string, id: ControlId): object {
  return { error: { code, msg }, id };
}

export function resultAnswer(result: readonly string[] | null, id: ControlId): object {
  return { result, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
