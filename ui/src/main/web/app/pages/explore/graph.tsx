import {useState} from "preact/hooks";
import {setParams} from "../../address";
import type {RangeAnswer} from "../../api";
import {Chart} from "../../chart/chart";
import {seriesName, shortNames} from "../../chart/names";
import {t} from "../../i18n";
import {chosen} from "../../range";
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
      <p class="hint zoom-hint">{t("zoom.hint")}</p>
      <Summary series={answer.series} format={format} hidden={hidden} onToggle={setHidden} onPoint={point} />
      {answer.series.length > 1 && <p class="hint">{t("table.hint")}</p>}
    </section>
  );
}

const indexesOf = (names: string[], wanted: ReadonlySet<string>): ReadonlySet<number> =>
  new Set(names.flatMap((name, index) => (wanted.has(name) ? [index] : [])));
