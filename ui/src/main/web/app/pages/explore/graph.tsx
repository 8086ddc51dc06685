import {useState} from "preact/hooks";
import {setParams} from "../../address";
import type {RangeAnswer} from "../../api";
import {Chart} from "../../chart/chart";
import {seriesName, shortNames} from "../../chart/names";
import {dateTime, t} from "../../i18n";
import {chosen, since} from "../../range";
import {formatFor} from "../../units";
import {Summary} from "./summary";

const HEIGHT = 340;

/** More lines than these cannot be told apart; the table has them all. */
const MAX_LINES = 200;

/** The chart, and its twin in figures. */
export function Graph({answer, query, stack}: {answer: RangeAnswer; query: string; stack: boolean}) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [pointed, point] = useState(-1);
  const drawn = {...answer, series: answer.series.slice(0, MAX_LINES)};
  const names = shortNames(drawn.series);
  const format = formatFor(query);
  return (
    <section class="card">
      {answer.series.length > MAX_LINES && <p class="note warn">{t("chart.cut", {count: MAX_LINES})}</p>}
      <Chart
        answer={drawn}
        names={names}
        label={t("chart.label", {query, count: answer.series.length})}
        height={HEIGHT}
        format={format}
        stack={stack}
        hidden={hidden.size === 0 ? undefined : indexesOf(drawn.series.map((s) => seriesName(s.metric)), hidden)}
        pointed={pointed}
        onZoom={(from, to) => setParams({...chosen(from, to)})}
      />
      <Beginning answer={answer} />
      <p class="hint zoom-hint">{t("zoom.hint")}</p>
      <Summary series={answer.series} format={format} hidden={hidden} onToggle={setHidden} onPoint={point} />
      {answer.series.length > 1 && <p class="hint">{t("table.hint")}</p>}
    </section>
  );
}

/** How much of the chart may be empty at its left before that is told. */
const MOST_EMPTY = 0.75;

/** Where readings have just begun: the way to a chart that they fill. */
function Beginning({answer: {series, start, end}}: {answer: RangeAnswer}) {
  const first = Math.min(...series.map((s) => s.values[0]?.[0] ?? Infinity));
  const span = since(first);
  if (!span || (first - start) / (end - start) < MOST_EMPTY) return null;
  return (
    <p class="hint">
      {t("graph.begins", {time: dateTime(first)})}{" "}
      <button type="button" onClick={() => setParams({from: `now-${span}`, to: ""})}>{t("graph.closer")}</button>
    </p>
  );
}

const indexesOf = (names: string[], wanted: ReadonlySet<string>): ReadonlySet<number> =>
  new Set(names.flatMap((name, index) => (wanted.has(name) ? [index] : [])));
