import {useLive} from "../../live";
import {dayOf} from "./states";
import {Strip} from "./strip";

const REFRESH_SECONDS = 120;

/** The last day of a check, small. */
export function Day({name}: {name: string}) {
  const live = useLive(() => dayOf(name), REFRESH_SECONDS, [name]);
  return <Strip parts={live.data ?? []} />;
}
