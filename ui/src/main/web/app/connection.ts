import {useEffect, useState} from "preact/hooks";

/** Whether the server answers, as the last request of any part of the page saw it. */
export interface Connection {
  /** When it last answered, in milliseconds since the epoch. */
  reachedAt: number;
  lost: boolean;
}

let connection: Connection = {reachedAt: Date.now(), lost: false};
const CHANGED = "atalaya:connection";

/** Notes the outcome of a request. */
export function noteReached(reached: boolean) {
  const changed = connection.lost === reached;
  connection = {reachedAt: reached ? Date.now() : connection.reachedAt, lost: !reached};
  if (changed) dispatchEvent(new Event(CHANGED));
}

export function useConnection(): Connection {
  const [current, set] = useState(connection);
  useEffect(() => {
    const changed = () => set(connection);
    addEventListener(CHANGED, changed);
    return () => removeEventListener(CHANGED, changed);
  }, []);
  return current;
}
