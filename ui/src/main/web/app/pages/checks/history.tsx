import {t} from "../../i18n";
import {useLive} from "../../live";
import {lastDay} from "./states";
import {Strip} from "./strip";

const STEP_SECONDS = 900;

/** A day in the states of a check, as one bar. */
export function History({name, refreshSeconds}: {name: string; refreshSeconds: number}) {
  const live = useLive(
    (signal) => lastDay([name], STEP_SECONDS, signal),
    refreshSeconds === 0 ? 0 : Math.max(refreshSeconds, 60),
    [name],
  );
  return (
    <section class="card history">
      <h2>{t("checks.history")}</h2>
      <Strip parts={live.data?.get(name) ?? []} />
    </section>
  );
}
