import {queryRange, type Series} from "../../api";
import {dateTime, t, word} from "../../i18n";
import {useLive} from "../../live";

const SECONDS = 86_400;
const STEP = 900;

/** If a step saw several states, the first of these is shown. */
const WORST = ["down", "flapping", "degraded", "unreachable", "unknown", "maintenance", "paused", "up"];

interface Part {
  state: string;
  from: number;
  steps: number;
}

/** A day in the states of a check, as one bar. */
export function History({name, refreshSeconds}: {name: string; refreshSeconds: number}) {
  const live = useLive(
    async (signal) => {
      const end = Math.floor(Date.now() / 1000 / STEP) * STEP + STEP;
      const expr = `max_over_time(check_state{check=${JSON.stringify(name)}}[${STEP}s]) == 1`;
      const answer = await queryRange(expr, end - SECONDS + STEP, end, STEP, signal);
      return parts(answer.series, end - SECONDS + STEP, end);
    },
    refreshSeconds === 0 ? 0 : Math.max(refreshSeconds, 60),
    [name],
  );
  const all = live.data ?? [];
  const words = all
    .map((part) => `${dateTime(part.from)} ${part.state ? word("state", part.state) : "–"}`)
    .join(", ");
  return (
    <section class="card">
      <h2>{t("checks.history")}</h2>
      <div class="history" role="img" aria-label={words}>
        {all.map((part) => (
          <i
            key={part.from}
            class={part.state}
            style={{flexGrow: part.steps}}
            title={`${dateTime(part.from)} · ${part.state ? word("state", part.state) : "–"}`}
          />
        ))}
      </div>
    </section>
  );
}

/** Steps of the same state, put together; the empty state where nothing is known. */
function parts(series: Series[], start: number, end: number): Part[] {
  const states = new Map<number, string>();
  for (const state of [...WORST].reverse()) {
    const held = series.find((s) => s.metric.state === state);
    for (const [time] of held?.values ?? []) states.set(time, state);
  }
  const all: Part[] = [];
  for (let time = start; time <= end; time += STEP) {
    const state = states.get(time) ?? "";
    const last = all.at(-1);
    if (last?.state === state) last.steps++;
    else all.push({state, from: time - STEP, steps: 1});
  }
  return all;
}
