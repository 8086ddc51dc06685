import {useEffect, useState} from "preact/hooks";
import {Failure} from "./failure";

/** What a part of a page has, or failed to get. */
export interface Live<T> {
  /** The last good answer; it stays while the next one is under way, or fails. */
  data: T | null;
  /** Absent if the server is not reached at all: that is said once, above the page. */
  failure: Failure | null;
  /** Whether the answer is one to what was asked before, and the new one is under way. */
  stale: boolean;
}

const REFRESH = "atalaya:refresh";

/** Asks everything on the page to load anew now. */
export const refreshNow = () => dispatchEvent(new Event(REFRESH));

/**
 * Loads now and every so often; one request at a time, none while the tab is hidden. A new key forgets
 * nothing: the old answer stays until the new one is there.
 *
 * @param seconds between two loads; 0 loads only once
 */
export function useLive<T>(
  load: (signal: AbortSignal) => Promise<T>,
  seconds: number,
  key: readonly (string | number)[] = [],
): Live<T> {
  const [live, set] = useState<Omit<Live<T>, "stale"> & {of: string}>({data: null, failure: null, of: ""});
  const question = JSON.stringify(key);
  useEffect(() => {
    const abort = new AbortController();
    let busy = false;
    const tick = async () => {
      if (document.hidden || busy) return;
      busy = true;
      try {
        const data = await load(abort.signal);
        if (!abort.signal.aborted) set({data, failure: null, of: question});
      } catch (e) {
        if (!abort.signal.aborted) set((old) => ({data: old.data, failure: shown(e), of: question}));
      } finally {
        busy = false;
      }
    };
    tick();
    const timer = seconds > 0 ? setInterval(tick, seconds * 1000) : undefined;
    document.addEventListener("visibilitychange", tick);
    addEventListener(REFRESH, tick);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      removeEventListener(REFRESH, tick);
    };
  }, [seconds, ...key]);
  return {data: live.data, failure: live.failure, stale: live.data !== null && live.of !== question};
}

function shown(e: unknown): Failure | null {
  if (!(e instanceof Failure)) return new Failure(String(e), "page");
  return e.kind === "unreachable" ? null : e;
}
