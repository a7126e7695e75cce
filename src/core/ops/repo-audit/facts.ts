/** A file that git keeps, as the newest commit or the index has it. */
export interface TrackedFile {
  readonly path: string;
  /** `100644`, `100755`, `120000` for a link, `160000` for another repository. */
  readonly gitMode: string;
  readonly blob: string;
  /** On disk; null where it is not there. */
  readonly bytes: number | null;
  readonly diskMode: number | null;
  /** The first bytes are `#!`. */
  readonly hasInterpreter: boolean;
  /** Where a link leads. */
  readonly linksTo: string | null;
}

/** Contents that the history has and the newest state has not. */
export interface HistoryBlob {
  readonly blob: string;
  readonly path: string;
  readonly bytes: number;
}

/** An entry of package-lock.json. */
export interface LockEntry {
  readonly version?: string;
  readonly name?: string;
  readonly license?: unknown;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly hasInstallScript?: boolean;
}

type Names = Readonly<Record<string, string>>;

export interface PackageDocument {
  readonly dependencies?: Names;
  readonly devDependencies?: Names;
  readonly optionalDependencies?: Names;
}

export interface LockDocument {
  readonly lockfileVersion?: number;
  readonly packages?: Readonly<Record<string, LockEntry & PackageDocument>>;
}

/** What is installed, by the same keys as in the lock. */
export interface InstalledPackage {
  readonly version: string | null;
  /** As its own package.json says. */
  readonly license: unknown;
}
