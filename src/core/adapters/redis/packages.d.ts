/**
 * What is used of bullmq and ioredis, which are optional: a build needs neither. Shapes: bullmq 6.7, ioredis 6.0.
 */
declare module "ioredis" {
  interface RedisPipeline {
    hgetallBuffer(key: string): RedisPipeline;
    exec(): Promise<readonly (readonly [Error | null, unknown])[] | null>;
  }

  export class Redis {
    constructor(
      url: string,
      options: {
        readonly lazyConnect: boolean;
        readonly connectTimeout: number;
        readonly maxRetriesPerRequest: null;
        readonly retryStrategy: (attempt: number) => number;
      },
    );
    on(event: "error", listen: (error: Error) => void): this;
    on(event: "ready" | "reconnecting", listen: () => void): this;
    connect(): Promise<void>;
    disconnect(): void;
    quit(): Promise<unknown>;
    info(section: string): Promise<string>;
    get(key: string): Promise<string | null>;
    set(key: string, value: string, unit: "EX", seconds: number): Promise<unknown>;
    hset(key: string, fields: Readonly<Record<string, string | Uint8Array>>): Promise<unknown>;
    expire(key: string, seconds: number): Promise<unknown>;
    unlink(...keys: readonly string[]): Promise<unknown>;
    pipeline(): RedisPipeline;
  }
}

declare module "bullmq" {
  interface Connected {
    readonly connection: { readonly url: string; readonly maxRetriesPerRequest: null };
    readonly prefix: string;
  }

  interface JobOptions {
    readonly jobId: string;
    readonly attempts: number;
    readonly removeOnComplete: boolean;
    readonly removeOnFail: boolean;
  }

  export interface Job<Data> {
    readonly data: Data;
    readonly failedReason: string;
    isFailed(): Promise<boolean>;
    remove(): Promise<void>;
    moveToDelayed(timestampMs: number, token?: string): Promise<void>;
  }

  export class Queue<Data> {
    constructor(name: string, options: Connected);
    on(event: "error", listen: (error: Error) => void): this;
    addBulk(
      jobs: readonly { readonly name: string; readonly data: Data; readonly opts: JobOptions }[],
    ): Promise<unknown>;
    getJob(id: string): Promise<Job<Data> | undefined>;
    remove(id: string): Promise<number>;
    getWorkersCount(): Promise<number>;
    close(): Promise<void>;
  }

  export class Worker<Data> {
    constructor(
      name: string,
      process: (job: Job<Data>, token?: string) => Promise<void>,
      options: Connected & {
        readonly concurrency: number;
        readonly lockDuration: number;
        readonly stalledInterval: number;
        readonly maxStalledCount: number;
      },
    );
    on(event: "error", listen: (error: Error) => void): this;
    close(force?: boolean): Promise<void>;
  }

  export class DelayedError extends Error {}
}
