/** What the number at the end of a command says; scripts and cron jobs branch on it. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  invalidState: 3,
  problemsFound: 4,
  unreachable: 5,
  riskGateClosed: 6,
  interlock: 7,
  lock: 8,
  divergence: 9,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Failure codes whose exit is not 3 (configuration or state invalid), which is what most expected failures are. */
const BY_CODE: Readonly<Record<string, ExitCode>> = {
  usage: EXIT.usage,
  unknown_command: EXIT.usage,
  unknown_flag: EXIT.usage,
  unknown_symbol: EXIT.usage,
  unknown_strategy: EXIT.usage,
  unknown_account: EXIT.usage,
  unknown_rule: EXIT.usage,
  unknown_id: EXIT.usage,
  unknown_preference: EXIT.usage,
  invalid_value: EXIT.usage,
  venue_unreachable: EXIT.unreachable,
  timeout: EXIT.unreachable,
  risk_gate_closed: EXIT.riskGateClosed,
  interlock_refused: EXIT.interlock,
  mode_mismatch: EXIT.interlock,
  lock_held: EXIT.lock,
  no_executor: EXIT.lock,
  divergence: EXIT.divergence,
  journal_differs: EXIT.divergence,
  bug: EXIT.bug,
};

/** Errors of the rooms below, by class name: the screen does not import what may throw them. */
const BY_ERROR_NAME: Readonly<Record<string, ExitCode>> = {
  ConfigError: EXIT.invalidState,
  DataError: EXIT.invalidState,
  StateError: EXIT.invalidState,
  JournalCorruption: EXIT.invalidState,
  JournalAway: EXIT.invalidState,
  VenueError: EXIT.unreachable,
  InterlockError: EXIT.interlock,
  LockHeldError: EXIT.lock,
  DivergenceError: EXIT.divergence,
};

/** Exit code of an expected failure. */
export function exitCodeOf(failureCode: string): ExitCode {
  return BY_CODE[failureCode] ?? EXIT.invalidState;
}

/** Exit code of a thrown error whose class is known; null for any other: that is a bug. */
export function exitCodeOfError(errorName: string): ExitCode | null {
  return BY_ERROR_NAME[errorName] ?? null;
}

/** A number from below as an exit code; one that the contract does not know is a bug. */
export function toExitCode(code: number): ExitCode {
  return Object.values(EXIT).find((known) => known === code) ?? EXIT.bug;
}
