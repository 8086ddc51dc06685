import {useEffect, useState} from "preact/hooks";

/** What a page is loading, has, or failed to get. */
export interface Live<T> {
  data: T | null;
  error: string;
}

/**
 * Loads now and every so often, while the tab is visible; keeps the last answer on screen while the next
 * one is under way.
 */
export function useLive<T>(load: (signal: AbortSignal) => Promise<T>, seconds: number, key: unknown[]): Live<T> {
  const [live, set] = useState<Live<T>>({data: null, error: ""});
  useEffect(() => {
    const abort = new AbortController();
    const tick = () => {
      if (document.hidden) return;
      load(abort.signal).then(
        (data) => !abort.signal.aborted && set({data, error: ""}),
        (e) => !abort.signal.aborted && set((old) => ({...old, error: String(e.message ?? e)})),
      );
    };
    tick();
    const timer = seconds > 0 ? setInterval(tick, seconds * 1000) : 0;
    document.addEventListener("visibilitychange", tick);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [seconds, ...key]);
  return live;
}
