/** Why a request has no answer: the server's own words, and where in the query the fault is. */
export class Failure extends Error {
  constructor(
    message: string,
    /** Prometheus' errorType, or "unreachable" if nobody answered. */
    readonly kind: string,
    /** Line and column from 1, if the server named them. */
    readonly position?: {line: number; column: number},
  ) {
    super(message);
  }

  static unreachable(message: string): Failure {
    return new Failure(message, "unreachable");
  }

  /** Reads the position from messages such as "1:7: parse error: unclosed left parenthesis". */
  static ofServer(message: string, kind: string): Failure {
    const found = /(?:^|: )(\d+):(\d+): parse error: /.exec(message);
    if (!found) return new Failure(message, kind);
    return new Failure(message, kind, {line: Number(found[1]), column: Number(found[2])});
  }
}

/** Offset in a text of a line and column that count from 1, never beyond its end. */
export function offsetOf(text: string, position: {line: number; column: number}): number {
  const lines = text.split("\n").slice(0, position.line - 1);
  const before = lines.reduce((sum, line) => sum + line.length + 1, 0);
  return Math.min(before + position.column - 1, text.length);
}
