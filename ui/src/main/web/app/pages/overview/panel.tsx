import {exploreHref, follow, setParams} from "../../address";
import {queryRange, type Series} from "../../api";
import {Chart} from "../../chart/chart";
import {lastOf, Legend} from "../../chart/legend";
import {t, word} from "../../i18n";
import {useLive} from "../../live";
import {chosen, isMoving, type Range, spanOf} from "../../range";
import type {Facts} from "./host";
import type {Panel} from "./panels";

const HEIGHT = 150;
const POINTS = 180;
const SHORTEST_STEP_SECONDS = 5;
const LEAST_PART = 0.005;
const SHORTEST_WINDOW_SECONDS = 60;

/** The order of colours: what is first is at the bottom of a stack and has the first colour. */
const ORDER = ["user", "system", "iowait", "used", "cache", "load1", "load5", "load15", "received", "read"];

interface PanelProps {
  panel: Panel;
  matcher: string;
  range: Range;
  refreshSeconds: number;
  facts: Facts | null;
  /** Whether readings have just begun, so that a rate may lack its second one. */
  young?: boolean;
}

export function PanelCard({panel, matcher, facts, range, refreshSeconds, young}: PanelProps) {
  const {start, end} = spanOf(range);
  const step = Math.max(SHORTEST_STEP_SECONDS, Math.ceil((end - start) / POINTS));
  const expr = panel.query(matcher, `${Math.max(SHORTEST_WINDOW_SECONDS, 2 * step)}s`);
  const live = useLive(
    async (signal) => {
      const now = spanOf(range);
      const until = Math.floor(now.end / step) * step;
      const from = until - Math.round((now.end - now.start) / step) * step;
      const answer = await queryRange(expr, from, until, step, signal);
      return {...answer, series: ordered(answer.series, panel)};
    },
    isMoving(range) ? refreshSeconds : 0,
    [expr, range.from, range.to],
  );
  const title = t(panel.title);
  const series = live.data?.series ?? [];
  const names = series.map((s) => word("series", s.metric.series ?? ""));
  const words = series.map((s, i) => `${names[i]} ${panel.format(lastOf(s))}`).join(", ");
  const params = isMoving(range) ? {from: range.from} : range;
  return (
    <figure class="card panel">
      <figcaption>
        <a href={exploreHref(expr, params)} onClick={follow}>{title}</a>
      </figcaption>
      {live.failure ? (
        <p class="error" role="alert">{live.failure.message}</p>
      ) : live.data && series.length > 0 ? (
        <>
          <Chart
            answer={live.data}
            names={names}
            label={`${title}: ${words}`}
            height={HEIGHT}
            format={panel.format}
            floor={0}
            ceiling={panel.ceiling?.(facts)}
            stack={panel.stack}
            onZoom={(from, to) => setParams({...chosen(from, to)})}
          />
          <Legend series={series} names={names} format={panel.format} />
        </>
      ) : (
        <div class="chart placeholder" style={{height: `${HEIGHT}px`}}>{live.data && t(young ? "overview.soon" : "empty.title")}</div>
      )}
    </figure>
  );
}

/** In their order; what could not be seen in a stack is left out. */
function ordered(series: Series[], {stack, ceiling}: Panel): Series[] {
  const least = stack ? (ceiling?.(null) ?? 0) * LEAST_PART : -Infinity;
  const rank = (s: Series) => {
    const at = ORDER.indexOf(s.metric.series);
    return at < 0 ? ORDER.length : at;
  };
  return series
    .filter((s) => s.values.some(([, value]) => Number(value) > least))
    .sort((a, b) => rank(a) - rank(b));
}
