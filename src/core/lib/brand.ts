declare const brand: unique symbol;

/** A type that can't be mixed up with others of the same representation. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
