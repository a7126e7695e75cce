/** Calls on a descriptor don't say which file refused; a full disk must be found by name. */
export function withPath<E>(error: E, path: string): E {
  if (error instanceof Error && "syscall" in error && !("path" in error)) {
    Object.assign(error, { path });
    error.message += ` '${path}'`;
  }
  return error;
}

/** Does something to an open file; an error says which. */
export function naming<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw withPath(error, path);
  }
}
