/** The part of WebAssembly that the kernel uses: Node has it, its types for version 20 leave it to the browser's. */
declare namespace WebAssembly {
  /** Compiled code; threads may share it. */
  type Module = object;
  const Module: new (bytes: Uint8Array) => Module;
  interface Memory {
    readonly buffer: SharedArrayBuffer;
  }
  const Memory: new (size: { readonly initial: number; readonly maximum: number; readonly shared: true }) => Memory;
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const Instance: new (module: Module, imports: Imports) => Instance;
}
