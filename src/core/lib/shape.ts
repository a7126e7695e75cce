/** What a zod schema offers a reader of documents. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly ShapeIssue[] } };
}

interface ShapeIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
